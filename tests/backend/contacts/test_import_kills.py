"""Real processes, killed with SIGKILL wherever they are: nothing lost, nothing twice (RF-6)."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import pytest
from django.db import connection

from backend.contacts.imports.commit import start_commit
from backend.contacts.imports.dry_run import try_import
from backend.contacts.imports.undo import start_undo
from backend.contacts.models import ContactPoint, Import, ImportChange, Organisation, Person, Position
from fixtures.factories import TESTS
from tests.backend.contacts.conftest import row, xlsx

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
ROWS = 240
WORK = """
import sys, django
django.setup()
from backend.contacts.imports import commit, undo, worker
commit.ROWS_IN_A_BATCH = undo.IN_A_BATCH = 20
print('ready', flush=True)
worker.run_import(sys.argv[1])
"""


def _work(batch: Import) -> "subprocess.Popen[str]":
    ours = "postgresql://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**connection.settings_dict)
    child = subprocess.Popen(
        [sys.executable, "-c", WORK, str(batch.pk)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "DATABASE_URL": ours, "ENTREGENT_LOG_LEVEL": "ERROR"},
    )
    assert child.stdout is not None
    assert child.stdout.readline().strip() == "ready"
    return child


def _wait_for_progress(child: "subprocess.Popen[str]", count: Callable[[], int]) -> None:
    """Until something is committed, so that a busy machine kills in the midst of work too."""
    before, give_up = count(), time.monotonic() + 30
    while child.poll() is None and count() == before and time.monotonic() < give_up:
        time.sleep(0.002)


def _until_done(batch: Import, dice: random.Random, count: Callable[[], int]) -> int:
    """Workers are killed at a random moment, but for the last; how many were killed in the midst of work."""
    killed = 0
    for turn in range(6):
        child = _work(batch)
        if turn < 5:
            if turn:
                _wait_for_progress(child, count)
            time.sleep(dice.uniform(0, 0.1))
            child.send_signal(signal.SIGKILL)
        child.wait(60)
        assert child.stdout is not None
        child.stdout.close()
        killed += 0 < count() < ROWS
        Import.objects.filter(pk=batch.pk).update(claimed_at=None, attempts=0)
    return killed


def test_a_commit_and_an_undo_that_are_killed_again_and_again() -> None:
    dice = random.Random(20261125)
    rows = [
        row(f"Nom{number}", organisation=f"Radio {number % 7}", email=f"n{number}@x.example")
        for number in range(ROWS)
    ]
    batch = try_import(TESTS, author_id=None, file_name="f.xlsx", content=xlsx(*rows))
    start_commit(TESTS, batch=batch, queue=False)
    killed = _until_done(batch, dice, Person.objects.count)
    assert Import.objects.get().status == "committed"
    assert Person.objects.count() == Position.objects.count() == ContactPoint.objects.count() == ROWS
    assert Organisation.objects.count() == 7
    assert ImportChange.objects.filter(record="person").count() == ROWS
    start_undo(TESTS, batch=Import.objects.get(), background=False)
    killed += _until_done(batch, dice, Person.objects.count)
    assert Import.objects.get().status == "undone"
    assert not Person.objects.exists()
    assert not Organisation.objects.exists()
    assert not ContactPoint.objects.exists()
    assert killed, "no worker was killed in the midst of its work: the test shows nothing"
