import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand

from backend.contacts.errors import UnreadableFile
from backend.contacts.imports.commit import run_commit, start_commit
from backend.contacts.imports.dry_run import try_import
from backend.contacts.imports.mapping import chosen_mapping
from backend.contacts.models import Import
from backend.core.actor import task
from backend.core.errors import DomainError


class Command(BaseCommand):
    help = "Essaie un fichier de contacts (Excel, OpenDocument, CSV, vCard) et, avec --commit, l’écrit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--commit", action="store_true", help="écrit les contacts ; sans cela, rien n’est écrit"
        )
        parser.add_argument("--mapping", metavar="NOM", help="une correspondance de colonnes enregistrée")
        parser.add_argument("--json", action="store_true", help="le résultat en JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            batch = self._import(options["file"], options["mapping"], commit=options["commit"])
        except DomainError as error:
            self._refuse(options["file"].name, error, as_json=options["json"])
        self.stdout.write(json.dumps(_report(batch), ensure_ascii=False) if options["json"] else _text(batch))

    def _import(self, file: Path, mapping: str | None, *, commit: bool) -> Import:
        actor = task("manage.py contacts_import")
        chosen = chosen_mapping(mapping) if mapping else {}
        batch = try_import(actor, author_id=None, file_name=file.name, content=_content(file), **chosen)
        if batch.status == Import.Status.UNREADABLE:  # its columns can be chosen in the application
            raise UnreadableFile(batch.failure, code="no_name_column")
        if commit:
            start_commit(actor, batch=batch, queue=False)
            run_commit(batch.pk)
        return Import.objects.get(pk=batch.pk)

    def _refuse(self, name: str, error: DomainError, *, as_json: bool) -> NoReturn:
        if as_json:
            told = {"file": name, "status": "refused", "code": error.code, "detail": error.detail}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        self.stderr.write(f"{name} : {error.detail}")
        sys.exit(1)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UnreadableFile("Ce fichier ne peut pas être ouvert.", code="file_not_found") from error


def _report(batch: Import) -> dict[str, Any]:
    refused = batch.rows.filter(outcome="refused").order_by("row").values("row", "problems")
    return {
        "file": batch.file_name,
        "status": batch.status,
        "counts": batch.counts,
        "columns": batch.columns,
        "refused": list(refused),
        "import_id": str(batch.pk),
    }


def _text(batch: Import) -> str:
    counts, written = batch.counts, batch.status == Import.Status.COMMITTED
    lines = [
        f"{batch.file_name} : {counts['rows']} lignes, {counts['blank']} vides.",
        f"  à créer      {counts['create']}" if not written else f"  créées       {counts['create']}",
        f"  à compléter  {counts['update']}" if not written else f"  complétées   {counts['update']}",
        f"  inchangées   {counts['unchanged']}",
        f"  refusées     {counts['refused']}",
        f"  remarques    {counts['warnings']}",
    ]
    for row in batch.rows.filter(outcome="refused").order_by("row"):
        lines += [
            f"  ligne {row.row} : {problem['message']}"
            for problem in row.problems
            if problem["severity"] == "error"
        ]
    lines.append("Import écrit." if written else "Rien n’a été écrit : ajoutez --commit pour écrire.")
    return "\n".join(lines)
