"""What other domains give as files at once: the register of exports says who took what, when, naming how many."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse

from backend.contacts.models import Export
from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.work import writing

Scope = Export.Scope
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEDIA_TYPES = {"pdf": "application/pdf", "xlsx": XLSX, "csv": "text/csv; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Given:
    """A file that is handed over and not kept. LABEL: what it is; ABOUT: of which event or period, which names no
    guest; PEOPLE: how many persons it tells something of, each by name or reference."""

    format: str
    label: str
    scope: Scope
    about: str
    people: int
    content: bytes
    name: str

    @property
    def suffix(self) -> str:
        return self.name.rsplit(".", 1)[-1]


def give(actor: Actor, *, user: Any, file: Given) -> HttpResponse:
    """FILE for USER, once the register has it: whoever asks has checked the right to what is in it."""
    with writing(actor):
        Export.objects.create(
            author=user,
            scope=file.scope,
            scope_label=file.about[:200],
            format=file.format,
            format_label=file.label,
            status=Export.Status.DONE,
            total=file.people,
            done=file.people,
            count=file.people,
            size=len(file.content),
            file_name=file.name,
            finished_at=now(),
        )
    answer = HttpResponse(file.content, content_type=MEDIA_TYPES[file.suffix])
    answer["Content-Disposition"] = f'attachment; filename="{file.name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store, private"
    return answer
