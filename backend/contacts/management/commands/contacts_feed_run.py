import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from backend.contacts import services
from backend.contacts.errors import FeedNotFound
from backend.contacts.feeds.running import run_feed
from backend.contacts.models import Feed, FeedRun
from backend.contacts.present.feeds import feed_run
from backend.core.actor import task
from backend.core.errors import DomainError

_STATUS = {FeedRun.Outcome.STOPPED: 2, FeedRun.Outcome.FAILED: 1}


class Command(BaseCommand):
    help = (
        "Lit maintenant un import programmé. Code 0 : écrit ou inchangé ; 2 : arrêté, car le fichier semble "
        "faux ; 1 : pas de fichier, ou import en pause."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", metavar="NOM", help="le nom de l’import programmé")
        parser.add_argument("--json", action="store_true", help="le résultat en JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            run = _run(options["name"])
        except DomainError as error:
            told = {"feed": options["name"], "outcome": "refused", "code": error.code, "detail": error.detail}
            if options["json"]:
                self.stdout.write(json.dumps(told, ensure_ascii=False))
            self.stderr.write(f"{options['name']} : {error.detail}")
            sys.exit(1)
        report = {"feed": options["name"], **feed_run(run)}
        self.stdout.write(
            json.dumps(report, ensure_ascii=False, default=str) if options["json"] else _text(run, report)
        )
        sys.exit(_STATUS.get(FeedRun.Outcome(run.outcome), 0))


def _run(name: str) -> FeedRun:
    feed = Feed.objects.filter(name=name).first()
    if feed is None:
        raise FeedNotFound
    services.run_feed_now(task("manage.py contacts_feed_run"), feed_id=feed.pk, queued=False)
    run_feed(feed.pk)
    return FeedRun.objects.select_related("batch", "accepted_by").filter(feed=feed).latest("pk")


def _text(run: FeedRun, report: dict[str, Any]) -> str:
    counts = report["counts"]
    lines = [f"{report['feed']} : {run.get_outcome_display().lower()}."]
    if run.detail:
        lines.append(f"  {run.detail}")
    if run.batch:
        lines += [
            f"  {run.batch.file_name} : {counts['rows']} lignes.",
            f"  créées {counts['create']}, complétées {counts['update']}, inchangées {counts['unchanged']}, "
            f"refusées {counts['refused']}, personnes absentes {run.missing_count}",
        ]
    return "\n".join(lines)
