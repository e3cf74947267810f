"""What the parts rely on of each other and no compiler sees."""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission

from backend.config.api import api
from backend.core.trace import traced_models
from backend.live.change import Change
from notifications.kinds import is_known, listed_kinds

ROOT = Path(__file__).resolve().parents[2]
UNTRACED = {
    "live.audience", "live.change",  # what was announced, for a day
    "core.heartbeat",
    "core.trace",
    "accounts.givenright",  # what a version gave to its roles; the roles themselves are the record
    "contacts.listmember",  # the list tells who froze it and when; whoever is added or taken out later is a pin
    "contacts.lexicontoken", "contacts.organisationsearch", "contacts.personsearch",  # made again from other rows
    "contacts.searchdue", "contacts.searchupkeep",  # what is to be made again
    "contacts.exportfile", "contacts.lettertemplatefile",  # bytes; the export and the template are traced
    "contacts.exporthabit",  # what somebody chose last
    "contacts.importchange", "contacts.importchunk",  # what an undo needs, and the bytes of the file
    "contacts.feedrun",  # what one run of a feed found; the feed is traced
    "contacts.importrow",  # what a trial run found; what it wrote is traced in the rows themselves
    "webhooks.delivery",  # work of the worker; the endpoint is traced
    "notifications.pushdelivery",  # work of the worker; the notice and the device are traced
    "contacts.mergedrow",  # what a merge did, row by row: traced in the rows themselves
}  # fmt: skip
OURS = {"core", "live", "notifications", "accounts", "contacts", "mailings", "events", "checkins", "webhooks"}


def test_every_table_of_ours_is_traced_or_says_why_not() -> None:
    ours = {model._meta.label_lower for model in apps.get_models() if model._meta.app_label in OURS}
    assert ours - {model._meta.label_lower for model in traced_models()} == UNTRACED


@pytest.mark.django_db
def test_every_kind_of_notice_is_declared() -> None:
    """Or nobody could say how they want to hear of it (CARD-5): each `NoticeText(kind="…")` of the source."""
    written = {
        kind
        for folder in ("backend", "notifications", "listening")
        for path in (ROOT / folder).rglob("*.py")
        for kind in re.findall(r"NoticeText\(\s*kind=\"(\w+)\"", path.read_text(encoding="utf-8"))
    }
    assert {"import_finished", "invitations_sent"} <= written
    assert not {kind for kind in written if not is_known(kind)}
    rights = {f"{each.content_type.app_label}.{each.codename}" for each in Permission.objects.all()}
    assert not {kind.name for kind in listed_kinds() if kind.right and kind.right not in rights}


def test_no_two_schemas_share_a_name() -> None:
    """In openapi.json the second of two schemas of one name replaces the first."""
    found: dict[str, set[str]] = {}
    for path in [
        *ROOT.glob("backend/*/schemas*.py"),
        *ROOT.glob("backend/*/schemas/*.py"),
        *ROOT.glob("notifications/schemas.py"),
    ]:
        for name in re.findall(r"^class (\w+)\((?:In|Out|Schema|Page)", path.read_text(), re.M):
            found.setdefault(name, set()).add(str(path.relative_to(ROOT)))
    assert {name: files for name, files in found.items() if len(files) > 1} == {}


def test_the_application_knows_every_kind_of_change() -> None:
    kinds = {change.kind for change in _all(Change) if change.__module__.split(".")[0] != "tests"}
    told = (ROOT / "pwa/src/lib/live/changes.ts").read_text()
    assert {kind for kind in kinds if kind not in told} == set()


def test_operations_have_names_of_their_own() -> None:
    operations = [
        operation["operationId"]
        for methods in api.get_openapi_schema()["paths"].values()
        for operation in methods.values()
    ]
    assert [name for name, count in Counter(operations).items() if count > 1] == []


def test_every_domain_is_in_the_layers() -> None:
    told = (ROOT / "pyproject.toml").read_text()
    folders = {path.parent.name for path in ROOT.glob("backend/*/__init__.py")} - {"door", "run"}
    assert {name for name in folders if f'"backend.{name}"' not in told} == set()


def _all(base: type[Change]) -> list[type[Change]]:
    return [found for child in base.__subclasses__() for found in [child, *_all(child)]]
