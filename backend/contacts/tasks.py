from backend.contacts.duplicates import runs
from backend.contacts.exports.making import make
from backend.contacts.feeds import running
from backend.contacts.imports import worker


def run_import(import_id: str) -> None:
    worker.run_import(import_id)


def commit_import(import_id: str) -> None:
    """What versions before this one put in the queue."""
    worker.run_import(import_id)


def make_export(export_id: str) -> None:
    make(export_id, told=True)


def seek_duplicates(run_id: str) -> None:
    runs.seek(run_id)


def run_feed(feed_id: str) -> None:
    running.run_feed(feed_id)
