"""Exports: 50,000 rows as Excel and CSV, 4,000 labels, 500 letters; how much memory each takes at its peak."""

import multiprocessing
import resource
import shutil
import time
from collections.abc import Callable
from typing import Any

ROWS, LABELS, LETTERS = 50_000, 4_000, 500


def measure() -> list[dict[str, Any]]:
    """Each in a process of its own, so that its peak of memory is its own."""
    parts: list[tuple[str, Callable[[], int]]] = [
        ("50,000 contacts, Excel", lambda: _table("xlsx")),
        ("50,000 contacts, CSV", lambda: _table("csv")),
        ("4,000 labels, PDF", _labels),
        ("500 letters, Word", lambda: _letters("letters")),
        *([("500 letters, PDF", lambda: _letters("letters_pdf"))] if shutil.which("soffice") else []),
    ]
    return [_apart(what, part) for what, part in parts]


def prepare() -> None:
    """Contacts, and an address for as many as there are labels."""
    import django

    django.setup()
    from django.core.management import call_command

    from backend.accounts.services import create_user
    from backend.contacts.models import ContactPoint, Person
    from backend.contacts.points import read_point
    from backend.core.actor import task
    from fixtures import people
    from fixtures.generate import generate_contacts

    call_command("migrate", verbosity=0)
    if not Person.objects.exists():
        generate_contacts(ROWS)
    create_user(task("bench"), username="exports", password="entregent-bench", roles=["administrator"])
    ContactPoint.objects.filter(kind="address").delete()  # targeting's are a postcode: no post could use them
    points = []
    for number, pk in enumerate(Person.objects.values_list("pk", flat=True)[:LABELS]):
        code, city = people.CITIES[number % len(people.CITIES)]
        kept = read_point("address", f"{number % 200 + 1} rue de la République\n{code:0<5} {city}")
        points.append(
            ContactPoint(
                person_id=pk,
                kind="address",
                value=kept.value,
                address=kept.address,
                postal_code=kept.postal_code,
            )
        )
    ContactPoint.objects.bulk_create(points, batch_size=1_000)


def _apart(what: str, part: Callable[[], int]) -> dict[str, Any]:
    from django.db import connections

    connections.close_all()
    reader, writer = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.get_context("fork").Process(target=_run, args=(writer, part))
    child.start()
    writer.close()  # a child that fails ends the reading
    seconds, size, before, peak = reader.recv()
    child.join()
    return {
        "what": what,
        "seconds": round(seconds, 1),
        "file_kb": size // 1024,
        "memory_mb": round((peak - before) / 1024, 1),
    }


def _run(writer: Any, part: Callable[[], int]) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    size = part()
    seconds = time.perf_counter() - started
    writer.send((seconds, size, before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))


def _table(format: str) -> int:
    from backend.contacts.exports.columns import USUAL

    return _made(format, "all", {}, list(USUAL), {})


def _labels() -> int:
    return _made("labels", "selection", {"ids": _addressed(LABELS)}, [], {"sheet": "L7160"})


def _letters(format: str) -> int:
    from backend.accounts.models import User
    from backend.contacts.exports.templates import add_template
    from tests.backend.contacts.letter_templates import merge_field, template

    user = User.objects.get(username="exports")
    content = template(
        ["{{ Adresse complète }}"],
        ["Paris, le {{ Date du jour }}"],
        ["{{ Formule d’appel }}"],
        ["En qualité de ", merge_field("Fonction"), " (", merge_field("Organisme"), "), vous êtes attendu."],
        *[["Un paragraphe qui ne change pas, de la longueur d’une phrase."] for _ in range(8)],
    )
    kept = add_template(user.actor, user=user, name="mesure.docx", content=content)
    options = {"template_id": str(kept.pk)}
    return _made(format, "selection", {"ids": _addressed(LETTERS)}, [], options)


def _addressed(count: int) -> list[str]:
    from backend.contacts.models import ContactPoint

    points = ContactPoint.objects.filter(kind="address", person__isnull=False)
    return [str(pk) for pk in points.values_list("person_id", flat=True)[:count]]


def _made(
    format: str, scope: str, criteria: dict[str, Any], columns: list[str], options: dict[str, Any]
) -> int:
    """What the worker does of one export; the size of its file in bytes."""
    from backend.accounts.models import User
    from backend.contacts.exports.asking import Wish, ask_export
    from backend.contacts.exports.making import make
    from backend.contacts.models import Export

    user = User.objects.get(username="exports")
    wish = Wish(scope=scope, format=format, criteria=criteria, columns=columns, options=options)
    asked = ask_export(user.actor, user=user, wish=wish)
    make(asked.pk)
    export = Export.objects.get(pk=asked.pk)
    assert export.status == Export.Status.DONE, export.failure
    return export.size
