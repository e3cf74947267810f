"""Feeds as the API gives them."""

from typing import Any

from backend.contacts.feeds.addresses import is_folder, joined
from backend.contacts.models import Feed, FeedRun, Person

_COUNTED = ("rows", "create", "update", "unchanged", "refused")


def feed(found: Feed, configures: bool) -> dict[str, Any]:
    """FOUND of feeds_for. CONFIGURES: the reader sets feeds up; others don't get the query, which may be a key."""
    newest: list[FeedRun] = found.newest  # type: ignore[attr-defined]
    last = newest[0] if newest else None
    kept = ("name", "every_minutes", "hour", "policy", "state", "why", "failures", "next_at")
    return {
        "id": found.pk,
        **{field: getattr(found, field) for field in kept},
        "kind": "folder" if is_folder(found.address) else "url",
        "address": joined(found.address, found.query) if configures else found.address,
        "source_id": found.data_source_id,
        "source": found.data_source.name,
        "mapping_id": found.mapping_id,
        "mapping": found.mapping.name if found.mapping else "",
        "running": bool(last and last.outcome == FeedRun.Outcome.RUNNING),
        "may_accept": bool(found.state == Feed.State.STOPPED and last and last.is_acceptable),
        "last_run": feed_run(last) if last else None,
    }


def feed_run(run: FeedRun) -> dict[str, Any]:
    kept = ("id", "started_at", "ended_at", "outcome", "detail", "missing_count")
    counts = run.batch.counts if run.batch else {}
    return {
        **{field: getattr(run, field) for field in kept},
        "import_id": run.batch_id,
        "file_name": run.batch.file_name if run.batch else "",
        "counts": {name: counts.get(name, 0) for name in _COUNTED},
        "accepted_by": run.accepted_by.display_name if run.accepted_by else "",
    }


def missing_person(person: Person) -> dict[str, Any]:
    told = {name: person.summary.get(name, "") for name in ("function", "organisation")}
    return {"id": person.pk, "name": person.name, **told}
