import json
import sys
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand

from backend.contacts.errors import ImportNotFound
from backend.contacts.imports.undo import run_undo, start_undo
from backend.contacts.models import Import
from backend.contacts.present import kept_record
from backend.contacts.queries import kept_by_undo
from backend.core.actor import task
from backend.core.errors import DomainError


class Command(BaseCommand):
    help = (
        "Annule un import : retire ce qu’il a créé, remet en l’état ce qu’il a changé, et garde ce qui a changé "
        "depuis. Code 0 : tout est annulé ; 2 : des fiches sont gardées ; 1 : rien n’a pu être annulé."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("id", help="l’identifiant que l’import a donné")
        parser.add_argument("--json", action="store_true", help="le résultat en JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            batch = _undone(options["id"])
        except DomainError as error:
            if options["json"]:
                told = {
                    "import_id": options["id"],
                    "status": "refused",
                    "code": error.code,
                    "detail": error.detail,
                }
                self.stdout.write(json.dumps(told, ensure_ascii=False))
            self.stderr.write(error.detail)
            sys.exit(1)
        report = _report(batch)
        self.stdout.write(json.dumps(report, ensure_ascii=False) if options["json"] else _text(batch, report))
        if report["kept"]:
            sys.exit(2)


def _undone(text: str) -> Import:
    try:
        batch = Import.objects.get(pk=UUID(text))
    except (ValueError, Import.DoesNotExist) as error:
        raise ImportNotFound from error
    start_undo(task("manage.py contacts_import_undo"), batch=batch, background=False)
    run_undo(batch.pk)
    return Import.objects.get(pk=batch.pk)


def _report(batch: Import) -> dict[str, Any]:
    kept = [kept_record(change) for change in kept_by_undo(batch)]
    return {
        "import_id": str(batch.pk),
        "file": batch.file_name,
        "status": batch.status,
        "removed": batch.counts.get("removed", 0),
        "restored": batch.counts.get("restored", 0),
        "kept": [{**record, "record_id": str(record["record_id"])} for record in kept],
    }


def _text(batch: Import, report: dict[str, Any]) -> str:
    lines = [
        f"{batch.file_name} : import annulé.",
        f"  retirées            {report['removed']}",
        f"  remises en l’état   {report['restored']}",
        f"  gardées             {len(report['kept'])}",
    ]
    for record in report["kept"]:
        lines += [f"  {record['name']} : {reason}" for reason in record["reasons"]]
    return "\n".join(lines)
