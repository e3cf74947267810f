"""The base of every change: a closed schema (an undeclared field is a bug) and the audience it is for."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict


class Change(BaseModel):
    """A fact about a row, in the past tense: `GuestMoved`, `ContactChanged`.

    Subclasses set `kind`, their stable name on the wire.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    kind: ClassVar[str]
