import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from backend.contacts.duplicates.base import duplicates_in_base
from backend.contacts.errors import UnreadableFile
from backend.contacts.matching import THRESHOLD, Matcher, Pair
from backend.contacts.matching.table import read_records
from backend.core.errors import DomainError


class Command(BaseCommand):
    help = "Cherche les fiches qui sont une même personne, dans la base ou dans un fichier CSV (--csv)."
    requires_system_checks: list[str] = []  # a file needs no database

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--csv", type=Path, help="le fichier, au lieu de la base")
        parser.add_argument("--id", default="", help="avec --csv : la colonne des identifiants")
        parser.add_argument("--map", default="", help="avec --csv : given_name=prenom,surname=nom,…")
        parser.add_argument(
            "--threshold", default=str(THRESHOLD), help="probabilité à partir de laquelle montrer"
        )
        parser.add_argument("--json", action="store_true", help="le résultat en JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            pairs = self._pairs(options, _threshold(options["threshold"]))
        except DomainError as error:
            self.stderr.write(error.detail)
            sys.exit(2)
        self.stdout.write(_as_json(pairs) if options["json"] else _as_text(pairs))

    def _pairs(self, options: dict[str, Any], threshold: float) -> list[Pair]:
        if options["csv"] is None:
            return duplicates_in_base(threshold)
        records = read_records(options["csv"], id_column=options["id"], mapping=options["map"])
        return Matcher(records).duplicates(threshold)


def _threshold(text: str) -> float:
    try:
        threshold = float(text.replace(",", "."))
    except ValueError:
        threshold = -1.0
    if not 0 < threshold <= 1:
        raise UnreadableFile(
            "Le seuil est un nombre plus grand que 0 et au plus égal à 1.", code="bad_threshold"
        )
    return threshold


def _as_json(pairs: list[Pair]) -> str:
    told = [{"a": pair.a, "b": pair.b, "score": pair.score, "why": _why(pair)} for pair in pairs]
    return json.dumps({"pairs": told}, ensure_ascii=False)


def _why(pair: Pair) -> list[dict[str, Any]]:
    return [
        {"field": reason.field, "level": reason.level, "sentence": reason.sentence, "bits": reason.bits}
        for reason in pair.why
    ]


def _as_text(pairs: list[Pair]) -> str:
    lines = [f"{pair.score:.2f}  {pair.a}  {pair.b}  {pair.sentence}" for pair in pairs]
    return "\n".join([*lines, f"{len(pairs)} paires."])
