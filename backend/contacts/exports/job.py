"""What a format is given beside the records, and what it reports."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO

from backend.contacts.exports.columns import Column
from backend.contacts.exports.records import Record, Wanted

REMARKS_AT_MOST = 5_000
_CHANNELS = {
    "email": "adresse e-mail",
    "phone": "téléphone",
    "mobile": "mobile",
    "fax": "fax",
    "address": "adresse postale",
}


@dataclass(slots=True)
class Report:
    """COUNT contacts are in the file; REMARKS name those that are not, or not quite, and why.

    HELD_BACK counts those of whom no point of a kind may be used, by (kind, state); CHANGED those in whom letters
    had to be replaced.
    """

    count: int = 0
    remarks: list[dict[str, str]] = field(default_factory=list)
    left_out: int = 0
    shortened: int = 0
    held_back: Counter[tuple[str, str]] = field(default_factory=Counter)
    changed: int = 0

    def leave_out(self, record: Record, why: str) -> None:
        self.left_out += 1
        self._note(record, "left_out", why)

    def shorten(self, record: Record, how: str) -> None:
        self.shortened += 1
        self._note(record, "shortened", how)

    def _note(self, record: Record, kind: str, why: str) -> None:
        if len(self.remarks) < REMARKS_AT_MOST:
            person = record.person
            self.remarks.append({"id": str(person.pk), "name": person.name, "kind": kind, "why": why})

    def as_json(self) -> dict[str, Any]:
        """Figures only: names go with the file, and are forgotten with it."""
        held = [
            {"kind": kind, "label": _CHANNELS.get(kind, kind), "state": state, "count": count}
            for (kind, state), count in sorted(self.held_back.items())
        ]
        figures = {"left_out": self.left_out, "shortened": self.shortened, "changed": self.changed}
        return {**figures, "held_back": held}


@dataclass(slots=True)
class Job:
    """COLUMNS and OPTIONS are checked; TITLE names the whole for a person. TEMPLATE is a letter's .docx,
    and LETTER_COLUMNS what its fields may show."""

    title: str
    moment: datetime
    author: str
    columns: Sequence[Column] = ()
    options: dict[str, Any] = field(default_factory=dict)
    template: bytes = b""
    letter_columns: Sequence[Column] = ()
    may_see_sensitive: bool = False
    report: Report = field(default_factory=Report)

    def watched(self, records: Iterable[Record], kinds: Iterable[str]) -> Iterator[Record]:
        """RECORDS, counting those of whose KINDS of points none may be used because of a refusal or an error."""
        watched = sorted(set(kinds) - {""})
        for record in records:
            for kind in watched:
                if state := record.held_back(kind):
                    self.report.held_back[kind, state] += 1
            yield record


Write = Callable[[Job, Iterable[Record], BinaryIO], None]


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write contacts. WRITE fills the file and counts in `job.report` what it wrote.

    KINDS are the kinds of points it reads whatever the columns. A format that is LONG runs in the worker.
    """

    key: str
    label: str
    hint: str
    suffix: str
    media_type: str
    write: Write
    chooses_columns: bool = False
    is_long: bool = False
    kinds: tuple[str, ...] = ()
    wanted: Wanted = field(default_factory=Wanted)
    at_most: int = 200_000
    takes_template: bool = False
