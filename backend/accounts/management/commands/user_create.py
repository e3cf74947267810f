import secrets
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from backend.accounts.rights import ROLE_LABELS
from backend.accounts.services import create_user
from backend.core.actor import task
from backend.core.errors import Invalid


class Command(BaseCommand):
    help = "Ouvre un compte et affiche son premier mot de passe, à changer dans « Compte »."

    def add_arguments(self, parser: CommandParser) -> None:
        roles = ", ".join(f"{name} ({label})" for name, label in ROLE_LABELS.items())
        parser.add_argument("username")
        parser.add_argument("--role", action="append", required=True, help=f"un rôle ou plusieurs : {roles}")
        parser.add_argument("--first-name", default="", help="prénom")
        parser.add_argument("--last-name", default="", help="nom")
        parser.add_argument("--email", default="", help="adresse e-mail")

    def handle(self, *args: Any, **options: Any) -> None:
        password = secrets.token_urlsafe(12)
        try:
            create_user(
                task("manage.py user_create"),
                username=options["username"],
                password=password,
                roles=options["role"],
                first_name=options["first_name"],
                last_name=options["last_name"],
                email=options["email"],
            )
        except Invalid as error:
            raise CommandError(" ".join(error.fields.values()) or error.detail) from None
        self.stdout.write(password)
