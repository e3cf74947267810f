from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from backend.contacts.search.upkeep import reindex


class Command(BaseCommand):
    help = "Refait l’index de recherche des contacts ; reprend où il s’était arrêté."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--restart", action="store_true", help="depuis le début")

    def handle(self, *args: Any, **options: Any) -> None:
        done = 0
        for done in reindex(restart=options["restart"]):
            self.stdout.write(f"{done} fiches", ending="\r")
        self.stdout.write(f"{done} fiches refaites.")
