"""To whom a letter goes: the person at their position, or whoever takes their post (RF-3)."""

from dataclasses import dataclass

from backend.contacts.addresses import Printed, print_address
from backend.contacts.exports.postal import address_of, why_unusable
from backend.contacts.exports.records import Record
from backend.contacts.models import ContactPoint, Intermediary, Person

POST = "post"
Routing = Intermediary.Routing
_ABSENT = {
    "refused": "l’adresse a été refusée",
    "bounced": "le courrier est revenu",
    "": "pas d’adresse postale",
}


@dataclass(frozen=True, slots=True)
class Addressee:
    """PRINTED is empty where WHY_NOT says why nothing can be sent."""

    printed: Printed
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class _Heading:
    recipient: str
    organisation: str = ""
    service: str = ""


def addressee_of(record: Record, *, with_function: bool = False) -> Addressee:
    """The lines for RECORD; WITH_FUNCTION prints the function rather than the desk or service."""
    heading, point = _heading(record, with_function=with_function), record.point("address")
    if through := _through(record):
        via = through.via_person or through.via_organisation
        theirs = _address_of_via(through, record)
        point = theirs or point
        if through.routing == Routing.REPLACES:
            heading = _Heading(full_name(via) if isinstance(via, Person) else via.name if via else "")
        elif via:
            heading = _Heading(heading.recipient, f"Aux bons soins de {via.name}")
    if point is None:
        return Addressee(Printed([]), _ABSENT[record.held_back("address")])
    address = address_of(point)
    if why := why_unusable(address):
        return Addressee(Printed([]), why)
    if point.is_private:
        heading = _Heading(heading.recipient)
    printed = print_address(
        address, recipient=heading.recipient, organisation=heading.organisation, service=heading.service
    )
    return Addressee(printed)


def full_name(person: Person) -> str:
    return " ".join(part for part in (person.civility, person.name) if part)


def _heading(record: Record, *, with_function: bool) -> _Heading:
    position = record.position
    if position is None:
        return _Heading(full_name(record.person))
    second = position.function if with_function else position.service
    return _Heading(full_name(record.person), record.organisation.name if record.organisation else "", second)


def _through(record: Record) -> Intermediary | None:
    """The intermediary who takes the post of RECORD, replaced ones first."""
    mine = [
        found
        for found in record.person.intermediaries.all()
        if found.routing in (Routing.REPLACES, Routing.CARE_OF)
        and (not found.channels or POST in found.channels)
        and found.position_id in (None, record.position.pk if record.position else None)
    ]
    return next(iter(sorted(mine, key=lambda found: found.routing != Routing.REPLACES)), None)


def _address_of_via(through: Intermediary, record: Record) -> ContactPoint | None:
    via = through.via_person or through.via_organisation
    held = via.contact_points.all() if via else []
    usable = (
        point
        for point in held
        if point.kind == "address"
        and (point.state == "valid" or record.reach.refused)
        and (record.reach.private or not point.is_private)
    )
    return next(usable, None)
