"""What a request would change, against the list as it is now and not as its author saw it (RF-12)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from backend.contacts.lists.members import compiled, query_of
from backend.contacts.models import ContactList, ListChangeItem, ListChangeRequest, ListPin, Person
from backend.contacts.queries import visible_to
from backend.contacts.targeting.compiling import compiler
from backend.contacts.targeting.finding import bounded, matching
from backend.contacts.targeting.sql import Sql, all_of, any_of, negation
from backend.contacts.targeting.tree import read_tree

Kind, State = ListChangeItem.Kind, ListChangeItem.State
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Difference:
    """How many are in the list now and would be, who would come in and who would go (the first of them)."""

    before: int
    after: int
    entering: int
    leaving: int
    enter: list[Person]
    leave: list[Person]


def outdated(item: ListChangeItem, contact_list: ContactList, pins: dict[UUID, str], alive: set[UUID]) -> str:
    """Why ITEM can't be applied to the list as it is now; empty where it can."""
    if item.kind in (Kind.PIN, Kind.UNPIN):
        return _outdated_pin(item, pins, alive)
    if item.kind == Kind.REMOVAL:
        return "La liste est déjà supprimée." if contact_list.deleted_at else ""
    if item.kind == Kind.QUERY and contact_list.kind == ContactList.Kind.FROZEN:
        return "La liste a été figée depuis."
    current = getattr(contact_list, item.kind)
    if current == item.after.get("value"):
        return "C’est déjà fait."
    return "" if current == item.before.get("value") else "La liste a changé depuis cette demande."


def _outdated_pin(item: ListChangeItem, pins: dict[UUID, str], alive: set[UUID]) -> str:
    if item.person_id is None or item.person_id not in alive:
        return "Cette fiche a été supprimée depuis."
    current = pins.get(item.person_id, "")
    wanted = item.after.get("way", "") if item.kind == Kind.PIN else ""
    if current == wanted:
        return "C’est déjà fait."
    return "" if current == item.before.get("way", "") else "Cette personne a été ajoutée ou écartée depuis."


def judged(request: ListChangeRequest, items: list[ListChangeItem]) -> dict[UUID, str]:
    """Of each waiting item, why it is outdated; two queries."""
    contact_list = request.list
    persons = [item.person_id for item in items if item.person_id]
    pins = dict(contact_list.pins.filter(person__in=persons).values_list("person_id", "way"))
    alive = set(Person.objects.filter(pk__in=persons, deleted_at=None).values_list("pk", flat=True))
    waiting = [item for item in items if item.state == State.WAITING]
    return {item.pk: why for item in waiting if (why := outdated(item, contact_list, pins, alive))}


def difference(user: Any, request: ListChangeRequest, items: list[ListChangeItem]) -> Difference:
    """What accepting ITEMS, those of REQUEST that still apply, would do. Raises TargetingTooSlow."""
    now = compiled(request.list).condition
    then = _proposed(request.list, items)
    with bounded():
        before = matching(user, now).count()
        enter = matching(user, all_of([then, negation(now)]))
        leave = matching(user, all_of([now, negation(then)]))
        entering, leaving = enter.count(), leave.count()
        return Difference(
            before,
            before + entering - leaving,
            entering,
            leaving,
            list(enter.order_by("sort_name", "id").defer("note")[:_SHOWN]),
            list(leave.order_by("sort_name", "id").defer("note")[:_SHOWN]),
        )


def _proposed(contact_list: ContactList, items: list[ListChangeItem]) -> Sql:
    pins: dict[UUID, str] = dict(contact_list.pins.values_list("person_id", "way"))
    for item in items:
        if item.person_id and item.kind == Kind.PIN:
            pins[item.person_id] = item.after["way"]
        elif item.person_id and item.kind == Kind.UNPIN:
            pins.pop(item.person_id, None)
    base = _base(contact_list, next((item for item in items if item.kind == Kind.QUERY), None))
    kept_in, kept_out = (
        Sql("contacts_person.id = ANY(%s)", ([pk for pk, each in pins.items() if each == way],))
        for way in (ListPin.Way.IN, ListPin.Way.OUT)
    )
    return any_of([all_of([base, negation(kept_out)]), kept_in])


def _base(contact_list: ContactList, change: ListChangeItem | None) -> Sql:
    if contact_list.kind == ContactList.Kind.FROZEN:
        return Sql(
            "EXISTS (SELECT 1 FROM contacts_listmember kept "
            "WHERE kept.person_id = contacts_person.id AND kept.list_id = %s)",
            (contact_list.pk,),
        )
    private = change.sees_private if change else contact_list.sees_private
    node = read_tree(change.after["value"]) if change else query_of(contact_list)
    assert node is not None
    return compiler(private=private, nodes=[node]).condition(node)


def persons_of(user: Any, items: list[ListChangeItem]) -> dict[UUID, Person]:
    ids = [item.person_id for item in items if item.person_id]
    return {person.pk: person for person in visible_to(user).filter(pk__in=ids).defer("note")}
