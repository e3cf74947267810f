"""What of the deliveries that are due goes out now: choices, quiet hours and time decide, at the last moment."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from backend.core.clock import now
from backend.live.audience import may_follow
from notifications.kinds import kind_named
from notifications.models import Notice, PushDelivery, QuietHours
from notifications.push import payload
from notifications.push.queue import hold, leave_to_inbox
from notifications.push.sending import Message
from notifications.queries import channels_of
from notifications.quiet import quiet_until


@dataclass(frozen=True, slots=True)
class Ready:
    """One message for one device, and the deliveries for which it stands."""

    message: Message
    deliveries: list[PushDelivery]


def sift(deliveries: list[PushDelivery]) -> list[Ready]:
    """The messages of DELIVERIES that go out now. The others are put off or left to the inbox, and noted so."""
    hours = {each.user_id: each for each in QuietHours.objects.filter(user__in=_users(deliveries))}
    wanted = _wanted(deliveries)
    moment, going = now(), []
    for delivery in deliveries:
        if not _still_asked_for(delivery, wanted, moment):
            leave_to_inbox(delivery)
        elif until := _peace(delivery, hours.get(delivery.notice.user_id), moment):
            _put_off(delivery, until)
        else:
            going.append(delivery)
    return _messages(going, moment)


def _put_off(delivery: PushDelivery, until: datetime) -> None:
    """To the end of quiet hours; where it would be no news by then, the inbox is enough."""
    if until < delivery.expires_at:
        hold(delivery, until)
    else:
        leave_to_inbox(delivery)


def _still_asked_for(delivery: PushDelivery, wanted: set[tuple[UUID, str]], moment: datetime) -> bool:
    """Not once it is late or was read, nor after the person changed their mind, lost their account or the right."""
    notice, right = delivery.notice, kind_named(delivery.notice.kind).right
    read = notice.read_at is not None and notice.read_at > delivery.created_at
    return (
        delivery.expires_at > moment
        and not read
        and (notice.user_id, notice.kind) in wanted
        and may_follow(notice.user, f"user:{notice.user_id}")
        and (not right or notice.user.has_perm(right))
    )


def _peace(delivery: PushDelivery, hours: QuietHours | None, moment: datetime) -> datetime | None:
    """Until when DELIVERY waits for the end of HOURS."""
    if hours is None or not kind_named(delivery.notice.kind).listed or (delivery.high and hours.urgent_pass):
        return None
    return quiet_until(hours, moment)


def _wanted(deliveries: list[PushDelivery]) -> set[tuple[UUID, str]]:
    """(user, kind) of those that are to come by push."""
    found: dict[str, set[UUID]] = defaultdict(set)
    for delivery in deliveries:
        found[delivery.notice.kind].add(delivery.notice.user_id)
    return {
        (user, kind)
        for kind, users in found.items()
        for user, channels in channels_of(users, kind_named(kind)).items()
        if "push" in channels
    }


def _messages(deliveries: list[PushDelivery], moment: datetime) -> list[Ready]:
    """One each; but of those that quiet hours held back, one a device."""
    unread = _unread(deliveries)
    groups: dict[object, list[PushDelivery]] = defaultdict(list)
    for delivery in deliveries:
        groups[delivery.subscription_id if delivery.held else delivery].append(delivery)
    return [_ready(group, unread[group[0].notice.user_id], moment) for group in groups.values()]


def _ready(group: list[PushDelivery], unread: int, moment: datetime) -> Ready:
    first, device = group[0], group[0].subscription
    if len(group) == 1:
        body = payload.message(first.notice, tag=first.topic, unread=unread)
    else:
        body = payload.summary([each.notice for each in group], tag=first.topic, unread=unread)
    left = max(each.expires_at for each in group) - moment
    return Ready(
        Message(
            endpoint=device.endpoint,
            p256dh=device.p256dh,
            auth=device.auth,
            body=body,
            ttl=max(1, int(left.total_seconds())),
            urgency="high" if any(each.high for each in group) else "normal",
            topic=first.topic,
        ),
        group,
    )


def _unread(deliveries: Iterable[PushDelivery]) -> dict[UUID, int]:
    rows = (
        Notice.objects.filter(user__in=_users(deliveries), read_at=None)
        .values("user")
        .annotate(n=Count("pk"))
    )
    return defaultdict(int, {row["user"]: row["n"] for row in rows.order_by()})


def _users(deliveries: Iterable[PushDelivery]) -> set[UUID]:
    return {delivery.notice.user_id for delivery in deliveries}
