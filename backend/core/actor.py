"""Who does something: a user, a device, a guest through a personal link, a background task."""

import json
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

ActorKind = Literal["user", "device", "guest", "task"]


@dataclass(frozen=True, slots=True)
class Actor:
    kind: ActorKind
    id: str
    label: str

    @property
    def user_id(self) -> UUID | None:
        return UUID(self.id) if self.kind == "user" else None

    def as_json(self) -> str:
        return json.dumps({"kind": self.kind, "id": self.id, "label": self.label})


def task(name: str) -> Actor:
    """The background task NAME as an author."""
    return Actor(kind="task", id=name, label=name)
