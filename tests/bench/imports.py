"""An import of 50,000 rows by 30 columns: dry run, commit, undo; seconds and peak memory of the process.

Each step runs in a process of its own, as the worker does it, so that its memory is its own.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROWS = 50_000
HEADERS = [
    *("Civilité", "Titre", "Prénom", "Nom", "Nom de naissance", "Date de naissance", "Fonction", "Service"),
    *("Organisme", "E-mail", "E-mail 2", "Téléphone", "Téléphone 2", "Mobile", "Fax", "Adresse", "Adresse 2"),
    *("Code postal", "Ville", "Pays", "Site", "LinkedIn", "Type de contact", "Catégorie", "Notes"),
    *("Identifiant", "Canal préféré", "Rue (domicile)", "Téléphone (domicile)", "SIRET"),
]


def measure() -> list[dict[str, Any]]:
    """Over what the base holds, which is as it was afterwards."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    with tempfile.TemporaryDirectory(prefix="entregent-bench-") as folder:
        path = Path(folder) / "contacts.xlsx"
        write(path, ROWS)
        rows = []
        for step in ("dry_run", "commit", "undo"):
            seconds, megabytes, count = _in_its_own_process(step, path)
            what = f"import, {ROWS:,} rows by {len(HEADERS)}: {step.replace('_', ' ')}"
            rows.append({"what": what, "seconds": seconds, "peak_mb": megabytes, "count": count})
        return rows


def write(path: Path, count: int) -> None:
    """The same generated contacts each time, in thirty columns."""
    import xlsxwriter

    from fixtures.generate import contacts

    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Contacts")
        sheet.write_row(0, 0, HEADERS)
        for line, made in enumerate(contacts(count), start=1):
            sheet.write_row(line, 0, _cells(line, made))


def _cells(line: int, made: Any) -> list[str]:
    phones = [*made.phones, "", ""]
    number = f"{line:05}"
    return [
        *(made.civility, "", made.given_name, made.family_name, "", f"{line % 28 + 1:02}/05/1970"),
        *(made.function, made.service, made.organisation, made.email, f"p{number}@perso.example"),
        *(
            phones[0],
            f"01 99 {number[:2]} {number[2:4]} {number[4]}0",
            phones[1],
            f"01 98 00 {number[:2]} {number[2:4]}",
        ),
        *(
            f"{line % 200 + 1} rue des Lilas",
            f"Bâtiment {line % 9}",
            f"{75001 + line % 20}",
            "Paris",
            "France",
        ),
        *(f"https://www.media{line % 900}.example", f"linkedin.example/{line}", made.contact_type, "Presse"),
        *(f"Rencontré en {2000 + line % 25}", f"B-{number}", "E-mail", f"{line % 99 + 1} avenue du Parc"),
        *(f"01 97 {number[:2]} {number[2:4]} {number[4]}5", ""),
    ]


def _in_its_own_process(step: str, path: Path) -> tuple[float, int, int]:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.bench.imports", step, str(path)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ,
    )
    if ran.returncode:
        raise RuntimeError(ran.stderr[-2000:])
    seconds, megabytes, count = ran.stdout.split()[-3:]
    return float(seconds), int(megabytes), int(count)


def _child(step: str, path: Path) -> None:
    import django

    django.setup()
    from backend.contacts.imports import commit, dry_run, undo
    from backend.contacts.models import Import, Person
    from backend.core.actor import task

    bench = task("bench")
    batch = Import.objects.order_by("-created_at").first()
    started = time.monotonic()
    if step == "dry_run":
        batch = dry_run.start_import(bench, author_id=None, file_name=path.name, content=path.read_bytes())
        dry_run.run_dry_run(batch.pk)
        count = batch.rows.exclude(outcome="refused").count()
    elif step == "commit":
        assert batch is not None
        commit.start_commit(bench, batch=batch, queue=False)
        commit.run_commit(batch.pk)
        count = Person.objects.count()
    else:
        assert batch is not None
        undo.start_undo(bench, batch=batch, background=False)
        undo.run_undo(batch.pk)
        count = Person.objects.count()
    seconds = time.monotonic() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{seconds:.1f} {peak} {count}")


if __name__ == "__main__":
    _child(sys.argv[1], Path(sys.argv[2]))
