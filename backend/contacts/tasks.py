from backend.contacts.exports.making import make
from backend.contacts.imports.commit import run_commit


def commit_import(import_id: str) -> None:
    run_commit(import_id)


def make_export(export_id: str) -> None:
    make(export_id, told=True)
