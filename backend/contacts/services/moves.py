"""« Tout le monde a changé » : the current positions of an organisation, ended or moved in one go, and back."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from backend.contacts.changes import AUDIENCE, OrganisationChanged
from backend.contacts.errors import MoveUndoneAlready
from backend.contacts.models import Organisation, Position, PositionMove
from backend.contacts.queries import current_positions
from backend.contacts.services.refresh import refresh_persons
from backend.core.actor import Actor
from backend.core.clock import now, today
from backend.core.errors import Invalid
from backend.core.work import writing
from backend.live.publish import publish


def move_positions(
    actor: Actor,
    *,
    organisation: Organisation,
    target: Organisation | None = None,
    day: date | None = None,
    position_ids: Collection[UUID] | None = None,
) -> PositionMove:
    """Move the current positions of ORGANISATION to TARGET, or end them on DAY; one statement, each row traced.

    Raises:
        Invalid: TARGET is the organisation itself.
    """
    if target is not None and target.pk == organisation.pk:
        raise Invalid(fields={"to": "Choisissez un autre organisme."})
    last = day or today()
    with writing(actor):
        wanted = current_positions(organisation)
        if position_ids is not None:
            wanted = wanted.filter(pk__in=list(position_ids))
        if target is None:
            wanted = wanted.exclude(started_on__gt=last)
        rows = list(wanted.select_for_update().order_by("pk").values_list("pk", "person_id", "ended_on"))
        changed = Position.objects.filter(pk__in=[pk for pk, _, _ in rows])
        if target is None:
            changed.update(ended_on=last, updated_at=now())
        else:
            changed.update(organisation=target, updated_at=now())
        move = PositionMove.objects.create(
            organisation=organisation,
            target=target,
            day=last,
            positions=[{"position": str(pk), "ended_on": end and end.isoformat()} for pk, _, end in rows],
        )
        refresh_persons(person for _, person, _ in rows)
        _announce(organisation, target)
    return move


def undo_move(actor: Actor, *, move: PositionMove) -> tuple[int, int]:
    """How many positions are back, and how many were changed since and stay as they are.

    Raises:
        MoveUndoneAlready: it was.
    """
    with writing(actor):
        claimed = PositionMove.objects.filter(pk=move.pk, undone_at=None).update(undone_at=now())
        if not claimed:
            raise MoveUndoneAlready
        were: dict[date | None, list[UUID]] = {}
        for item in move.positions:
            end = date.fromisoformat(item["ended_on"]) if item["ended_on"] else None
            were.setdefault(end, []).append(UUID(item["position"]))
        undone = 0
        persons: list[UUID] = []
        for end, ids in were.items():
            rows = Position.objects.filter(pk__in=ids)
            if move.target_id:
                rows = rows.filter(organisation_id=move.target_id)
            else:
                rows = rows.filter(organisation_id=move.organisation_id, ended_on=move.day)
            found = list(rows.select_for_update().order_by("pk").values_list("pk", "person_id"))
            back = Position.objects.filter(pk__in=[pk for pk, _ in found])
            undone += back.update(organisation_id=move.organisation_id, ended_on=end, updated_at=now())
            persons += [person for _, person in found]
        refresh_persons(persons)
        _announce(move.organisation, move.target)
    return undone, len(move.positions) - undone


def _announce(*organisations: Organisation | None) -> None:
    for organisation in organisations:
        if organisation is not None:
            publish(AUDIENCE, OrganisationChanged(id=organisation.pk))
