"""Tell members of staff, note what they have read, and how they want to be told."""

from collections.abc import Iterable, Sequence
from datetime import time
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.errors import Invalid, NotFound
from backend.core.work import writing
from backend.live.publish import publish
from notifications.changes import NoticesRead
from notifications.kinds import Channel, kind_named
from notifications.models import ChannelChoice, Notice, QuietHours
from notifications.notice import NoticeText
from notifications.queries import channels_of, kinds_for
from notifications.transports import TRANSPORTS


def notify(actor: Actor, *, users: Iterable[Any], text: NoticeText) -> list[Notice]:
    """One notice a user, by the ways each wants for its kind, in the transaction that is open or in its own.

    The inbox holds each of them; for who wants that kind to stay silent there, it comes in as read.
    """
    told = list(users)
    with writing(actor):
        channels = channels_of([user.pk for user in told], kind_named(text.kind))
        notices = [_create(user, text, silent="in_app" not in channels[user.pk]) for user in told]
        for channel, transport in TRANSPORTS.items():
            if wanted := [notice for notice in notices if channel in channels[notice.user_id]]:
                transport.deliver(wanted, text)
    return notices


def _create(user: Any, text: NoticeText, *, silent: bool) -> Notice:
    return Notice.objects.create(
        user=user,
        kind=text.kind,
        title=text.title,
        body=text.body,
        url=text.url,
        read_at=now() if silent else None,
    )


def mark_read(actor: Actor, *, user: Any, notice_id: UUID | None = None) -> int:
    """Mark one notice of USER, or all of them, as read; says how many were not.

    Raises:
        NotFound: USER has no such notice.
    """
    mine = Notice.objects.filter(user=user)
    if notice_id is not None:
        mine = mine.filter(pk=notice_id)
        if not mine.exists():
            raise NotFound
    with writing(actor):
        ids = list(mine.filter(read_at=None).values_list("pk", flat=True))
        Notice.objects.filter(pk__in=ids).update(read_at=now())
        if ids:
            publish(f"user:{user.pk}", NoticesRead(ids=ids[:500]))
    return len(ids)


def choose_channels(actor: Actor, *, user: Any, choices: Sequence[tuple[str, Channel, bool]]) -> None:
    """Note how USER wants to hear of kinds: (kind, channel, on).

    Raises:
        Invalid: no such kind comes to USER.
    """
    offered = {kind.name for kind, _ in kinds_for(user)}
    if any(kind not in offered for kind, _, _ in choices):
        raise Invalid(fields={"choices": "Ce type d’avis n’existe pas, ou ne vous est pas adressé."})
    with writing(actor):
        for kind, channel, on in choices:
            ChannelChoice.objects.update_or_create(user=user, kind=kind, channel=channel, defaults={"on": on})


def keep_quiet_hours(
    actor: Actor, *, user: Any, starts: time, ends: time, zone: str, weekend: bool, urgent_pass: bool
) -> QuietHours:
    """Leave USER's devices in peace from STARTS to ENDS by the clock of ZONE, and all of a WEEKEND.

    Raises:
        Invalid: no such zone, or hours that are none.
    """
    if zone not in available_timezones():
        raise Invalid(fields={"zone": "Ce fuseau horaire est inconnu."})
    starts, ends = (each.replace(second=0, microsecond=0, tzinfo=None) for each in (starts, ends))
    if starts == ends and not weekend:
        raise Invalid(fields={"ends": "La fin doit différer du début."})
    values = {"starts": starts, "ends": ends, "zone": zone, "weekend": weekend, "urgent_pass": urgent_pass}
    with writing(actor):
        return QuietHours.objects.update_or_create(user=user, defaults=values)[0]


def end_quiet_hours(actor: Actor, *, user: Any) -> None:
    with writing(actor):
        QuietHours.objects.filter(user=user).delete()
