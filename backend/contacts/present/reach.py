"""Who a person is in one glance: the best way to reach them now, and what to know before one does."""

from collections.abc import Iterator
from typing import Any

from backend.contacts.models import Channel, ContactPoint, Intermediary, Person, Position
from backend.contacts.present.parts import display
from backend.contacts.sensitive import Sight

Kind, State = ContactPoint.Kind, ContactPoint.State
_KINDS: dict[str, tuple[str, ...]] = {
    "phone": (Kind.MOBILE, Kind.PHONE),
    "email": (Kind.EMAIL,),
    "address": (Kind.ADDRESS,),
}
_CHANNEL_NAMES = dict(Channel.choices)
Owned = tuple[str, ContactPoint]


def reach(person: Person, sight: Sight) -> dict[str, Any]:
    """For each kind the best point that works: of the current main position, the person, then the organisation.

    Somebody who prefers one of the two kinds of telephone is called there, wherever it stands.
    """
    main = main_position(person)
    channel = (main.preferred_channel if main else "") or person.preferred_channel
    points = list(_in_order(person, main, sight))
    return {"channel": channel, **{name: _best(points, kinds, channel) for name, kinds in _KINDS.items()}}


def main_position(person: Person) -> Position | None:
    """The main position if it is current, else the first that is."""
    return next((position for position in person.positions.all() if position.is_current), None)


def _in_order(person: Person, main: Position | None, sight: Sight) -> Iterator[Owned]:
    if main:
        yield from (("position", point) for point in sight.points(main.contact_points.all()))
    yield from (("person", point) for point in sight.points(person.contact_points.all()))
    for position in person.positions.all():
        if position.is_current and position is not main:
            yield from (("position", point) for point in sight.points(position.contact_points.all()))
    if main and main.organisation:
        yield from (("organisation", point) for point in sight.points(main.organisation.contact_points.all()))


def _best(points: list[Owned], kinds: tuple[str, ...], channel: str) -> dict[str, Any] | None:
    valid = [owned for owned in points if owned[1].kind in kinds and owned[1].state == State.VALID]
    wanted = Kind.PHONE if channel == Channel.PHONE else Kind.MOBILE
    preferred = [owned for owned in valid if owned[1].kind == wanted]
    if channel in (Channel.PHONE, Channel.MOBILE, Channel.SMS) and preferred:
        valid = preferred
    if not valid:
        return None
    first = valid[0][0]
    tier = [owned for owned in valid if owned[0] == first]
    owner, point = next((owned for owned in tier if owned[1].kind == Kind.MOBILE), tier[0])
    kept = {field: getattr(point, field) for field in ("id", "kind", "value", "label")}
    return {**kept, "display": display(point), "owner": owner}


def alerts(person: Person, sight: Sight) -> list[dict[str, Any]]:
    """What to know before reaching out, the gravest first."""
    told = []
    if person.deleted_at is not None:
        told.append(_alert("in_bin", "Cette fiche est dans la corbeille."))
    told += [_replaced(found) for found in person.intermediaries.all() if _replaces(found)]
    positions = list(person.positions.all())
    points = [
        *person.contact_points.all(),
        *(p for position in positions for p in position.contact_points.all()),
    ]
    for point in sight.points(points):
        if point.state == State.REFUSED:
            text = f"Ne souhaite pas être contacté ainsi : {display(point)}"
            told.append(_alert("point_refused", text, point.pk))
        elif point.state == State.BOUNCED:
            told.append(_alert("point_bounced", f"En erreur : {display(point)}", point.pk))
    told += [_ended(position) for position in positions if not position.is_current]
    return told


def _replaces(found: Intermediary) -> bool:
    return found.routing == Intermediary.Routing.REPLACES and found.is_current


def _replaced(found: Intermediary) -> dict[str, Any]:
    via = found.via_person or found.via_organisation
    name = via.name if via else ""
    channels = ", ".join(_CHANNEL_NAMES.get(channel, channel).lower() for channel in found.channels)
    ways = f" ({channels})" if channels else ""
    return _alert("intermediary_replaces", f"S’adresser à {name}{ways}.", found.pk)


def _ended(position: Position) -> dict[str, Any]:
    what = position.function or position.service or "Fonction"
    where = f", {position.organisation.name}" if position.organisation else ""
    return _alert("position_ended", f"N’est plus en fonction : {what}{where}.", position.pk)


def _alert(code: str, text: str, pk: Any = None) -> dict[str, Any]:
    return {"code": code, "text": text, "id": pk}
