"""Starts the product, keeps it up, stops it: one loop in one thread (children are tied to the thread)."""

import contextlib
import os
import signal
import socket
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from backend.run import environment, fingerprint, leftovers, panel, processes, readiness, services
from backend.run.child import Child
from backend.run.postgres import EmbeddedPostgres
from backend.run.server import ROOT, data_home, locked_file

ROUND_SECONDS = 0.25
ASK_SECONDS = 5.0
WORKER_SILENT_SECONDS = 60.0
READY_SECONDS = 90.0
WORKER_PATIENCE_SECONDS = 6.0
STRAY_SECONDS = 10.0


class Stopped(Exception):
    """Ctrl-C or SIGTERM."""


class Supervisor:
    def __init__(self) -> None:
        self.data = data_home()
        self.run, self.logs = self.data / "run", self.data / "log"
        self.postgres: EmbeddedPostgres | None = None
        self.children: list[Child] = []
        self.step: Child | None = None
        self.listening: socket.socket | None = None
        self.stopping = False
        self.strays = processes.Strays(patience=STRAY_SECONDS)
        self._worker_well_at = 0.0
        self._ask_at = 0.0

    def live(self) -> int:
        """From start to Ctrl-C. The exit code is 0 when that is what ended it."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        processes.adopt_orphans()
        try:
            with locked_file(self.run / "lock"):
                return self._live()
        except BlockingIOError:
            panel.say("Entregent tourne déjà dans ce dossier.")
            return 1

    def _live(self) -> int:
        try:
            self._start()
            while True:
                self._watch()
                time.sleep(ROUND_SECONDS)
        except Stopped:
            return 0
        except Failed as failure:
            panel.say(str(failure))
            return 1
        finally:
            self.stopping = True
            self._end()

    def _stop(self, _number: int, _frame: object) -> None:
        if not self.stopping:
            self.stopping = True
            raise Stopped

    def _start(self) -> None:
        began = time.monotonic()
        for folder in (self.run, self.logs):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if ended := leftovers.clear(self.run / "children.json"):
            panel.say(f"Arrêt de {ended} processus restés d'une session précédente.")
        self.addresses = addresses = services.choose_addresses(self.run)
        env = environment.local(self._database(), addresses.host)
        self.name = urlsplit(env["ENTREGENT_BASE_URL"]).netloc
        self.listening = services.listen(addresses)
        self._prepare(env)
        with panel.timed("Démarrage des services"):
            self.children = services.all_of(addresses, self.listening, env, self.logs)
            for child in self.children:
                child.start()
            leftovers.note(self.run / "children.json", self.children)
            self._await_ready(env)
        panel.show(addresses, env, time.monotonic() - began)

    def _database(self) -> str:
        if given := os.environ.get("DATABASE_URL"):
            return given
        with panel.timed("Base de données"):
            self.postgres = EmbeddedPostgres(self.data / "postgres")
            return self.postgres.start()

    def _migrate(self, env: dict[str, str], *, surely: bool = False) -> None:
        """Left out when neither the migrations nor the embedded database have changed: it takes seconds."""
        noted, wanted = self.data / "postgres" / "migrated", fingerprint.of_migrations()
        known = self.postgres is not None and noted.exists() and noted.read_text() == wanted
        if known and not surely:
            return
        self._command("Mise à jour de la base", env, "migrate", "--no-input")
        if self.postgres is not None:
            noted.write_text(wanted)

    def _prepare(self, env: dict[str, str]) -> None:
        self._migrate(env)
        if env.get("ENTREGENT_DEMO") != "1" or not _has_command("demo_load"):
            return
        loaded = self.data / "postgres" / "demo-loaded"
        if self.postgres is None or not loaded.exists():
            self._command("Jeu de démonstration", env, "demo_load", "--once")
            if self.postgres is not None:
                loaded.touch()

    def _command(self, title: str, env: dict[str, str], *words: str) -> None:
        log = self.logs / f"{words[0]}.log"
        with panel.timed(title):
            self.step = Child(words[0], environment.manage(*words), env, log)
            self.step.start()
            code = self.step.wait()
            self.step = None
        if code:
            raise Failed(f"« {title} » a échoué. Lisez {log}.")

    def _health(self) -> dict[str, Any]:
        return readiness.checks(self.addresses.reach, self.addresses.web, self.name)

    def _await_ready(self, env: dict[str, str]) -> None:
        """All of it; the worker may report a little later, and is watched anyway."""
        began = time.monotonic()
        while not readiness.well(told := self._health()):
            waited = time.monotonic() - began
            if readiness.well(told, without="worker") and waited > WORKER_PATIENCE_SECONDS:
                return
            if waited > READY_SECONDS:
                raise Failed(f"Le serveur ne répond pas. Lisez les journaux dans {self.logs}.")
            if told and told.get("migrations", {}).get("ok") is False and told["database"]["ok"]:
                self._migrate(env, surely=True)  # an older backup was restored
            self._tend()
            time.sleep(ROUND_SECONDS)

    def _watch(self) -> None:
        if self.postgres is not None and not self.postgres.is_running:
            panel.say("La base de données s'est arrêtée : elle redémarre.")
            self.postgres.start()
        self._tend()
        if time.monotonic() >= self._ask_at:
            self._ask_at = time.monotonic() + ASK_SECONDS
            self._watch_worker()

    def _tend(self) -> None:
        again = [child for child in self.children if child.tend()]
        for child in again:
            panel.say(f"{child.name} s'était arrêté : relancé.")
        if again:
            leftovers.note(self.run / "children.json", self.children)
        self.strays.end(self._known())

    def _known(self) -> set[int]:
        known = {child.mark.pid for child in self.children if child.mark}
        return known | ({self.postgres.pid} if self.postgres and self.postgres.pid else set())

    def _watch_worker(self) -> None:
        """A queue whose idle process was killed can fall silent for good while it looks alive."""
        told = self._health()
        now = time.monotonic()
        if not told or readiness.well({"worker": told.get("worker", {})}) or not self._worker_well_at:
            self._worker_well_at = now
        elif now - self._worker_well_at > WORKER_SILENT_SECONDS:
            panel.say("Le traitement des tâches ne répond plus : relancé.")
            next(child for child in self.children if child.name == "worker").stop()
            self._worker_well_at = now

    def _end(self) -> None:
        """Everything asked to stop at once, then each in turn, the database last."""
        panel.say("Arrêt…")
        running = [child for child in [self.step, *reversed(self.children)] if child]
        for child in running:
            child.ask_to_stop()
        for child in running:
            child.stop()
        if self.listening is not None:
            self.listening.close()
        if self.postgres is not None:
            self.postgres.stop()
        processes.end_children()
        with contextlib.suppress(OSError):
            (self.run / "children.json").unlink()
        panel.say("Tout est arrêté. Les données restent dans " + str(self.data) + ".")


class Failed(Exception):
    """The product can't start; the text is for the user."""


def _has_command(name: str) -> bool:
    return any(Path(ROOT).glob(f"*/management/commands/{name}.py")) or any(
        Path(ROOT).glob(f"*/*/management/commands/{name}.py")
    )
