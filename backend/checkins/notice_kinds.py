"""The kinds of notices about the door, and how they come until a person decides otherwise."""

from datetime import timedelta

from notifications.kinds import NoticeKind

_BOARD = "checkins.view_board"

KINDS = (
    NoticeKind(
        name="arrival",
        label="Arrivée d’un invité à signaler",
        group="Accueil",
        right=_BOARD,
        push=True,
        useful_for=timedelta(minutes=30),
    ),
    # Not listed: an arrival that is taken back is said where the arrival was read, and rings nowhere.
    NoticeKind(
        name="arrival_withdrawn", label="Arrivée annulée", group="Accueil", right=_BOARD, listed=False
    ),
)
