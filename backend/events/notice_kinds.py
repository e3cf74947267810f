"""The kinds of notices about events, and how they come until a person decides otherwise."""

from notifications.kinds import NoticeKind

KINDS = (
    NoticeKind(
        name="invitations_sent", label="Invitations parties", group="Événements", right="events.invite_guests"
    ),
)
