from backend.contacts.imports.commit import run_commit


def commit_import(import_id: str) -> None:
    run_commit(import_id)
