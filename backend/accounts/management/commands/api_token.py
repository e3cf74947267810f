from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from backend.accounts.models import User
from backend.accounts.services import issue_api_token
from backend.core.actor import task


class Command(BaseCommand):
    help = "Crée un jeton d’API pour un compte et l’affiche, une seule fois."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", default="script", help="à quoi sert ce jeton")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"], is_active=True).first()
        if user is None:
            raise CommandError(f"Aucun compte ouvert ne s’appelle « {options['username']} ».")
        self.stdout.write(issue_api_token(task("manage.py api_token"), user=user, name=options["name"]))
