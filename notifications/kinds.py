"""The kinds of notices. A domain declares its own beside its notices and registers them as it is loaded.

What a kind says here is the default; each person decides for themselves, kind by kind and way by way.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, get_args

Channel = Literal["in_app", "push", "mail"]
CHANNELS: tuple[Channel, ...] = get_args(Channel)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeKind:
    """NAME is what `NoticeText.kind` carries; LABEL and GROUP are the French words of a person's settings.

    IN_APP, PUSH, MAIL: whether it comes that way as long as a person has not decided otherwise. The inbox holds
    every notice all the same; without IN_APP it comes in as read, and nothing moves.
    USEFUL_FOR: how long telling it by push makes sense; later it is left to the inbox.
    RIGHT: whoever lacks it is not offered the kind. A kind that is not LISTED is offered to nobody: it comes
    because the person has just asked for it, so neither choices nor quiet hours hold it back.
    """

    name: str
    label: str
    group: str
    right: str = ""
    in_app: bool = True
    push: bool = False
    mail: bool = False
    useful_for: timedelta = timedelta(hours=24)
    listed: bool = True

    def comes_by(self, channel: Channel) -> bool:
        return {"in_app": self.in_app, "push": self.push, "mail": self.mail}[channel]


TEST = NoticeKind(
    name="test", label="Avis d’essai", group="", push=True, useful_for=timedelta(minutes=10), listed=False
)
_kinds: dict[str, NoticeKind] = {TEST.name: TEST}


def register_kinds(*kinds: NoticeKind) -> None:
    """Called in `AppConfig.ready` of the domain whose notices these are."""
    for kind in kinds:
        known = _kinds.setdefault(kind.name, kind)
        if known != kind:
            raise RuntimeError(f"Two domains declare notices of the kind {kind.name}.")


def kind_named(name: str) -> NoticeKind:
    """The kind NAME; one that nobody declared stays in the application (tests/architecture holds them to it)."""
    return _kinds.get(name) or NoticeKind(name=name, label=name, group="", listed=False)


def is_known(name: str) -> bool:
    return name in _kinds


def listed_kinds() -> list[NoticeKind]:
    """Those that a person may decide about, in the order in which they were declared."""
    return [kind for kind in _kinds.values() if kind.listed]
