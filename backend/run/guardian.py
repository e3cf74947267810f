"""The process above the supervisor. Whatever happens to the supervisor, nothing it started stays behind.

The kernel hands it every orphan of the tree (PR_SET_CHILD_SUBREAPER). When the supervisor is killed, it ends
what is left and starts another one; when it is killed itself, the supervisor is told (PR_SET_PDEATHSIG) and
stops everything in order.
"""

import os
import signal
import subprocess
import sys
import time

from backend.run import panel, processes

QUICK_SECONDS = 10.0
QUICK_DEATHS = 5
LOOK_SECONDS = 0.2
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Guardian:
    def __init__(self) -> None:
        self.supervisor: subprocess.Popen[bytes] | None = None
        self.told_to_stop = False
        self.make = os.getppid() if os.environ.get("ENTREGENT_WITH_PARENT") == "1" else 0

    def live(self) -> int:
        processes.adopt_orphans()
        if self.make:
            processes.die_with_parent(signal.SIGTERM)
        for number in SIGNALS:
            signal.signal(number, self._pass_on)
        deaths = 0
        while True:
            began = time.monotonic()
            code = self._supervise()
            deaths = deaths + 1 if time.monotonic() - began < QUICK_SECONDS else 1
            if code >= 0 or self.told_to_stop or deaths >= QUICK_DEATHS:
                return abs(code)
            panel.say("La surveillance a été interrompue : tout redémarre.")

    def _supervise(self) -> int:
        """Run one supervisor to its end, and end what it left."""
        argv = [sys.executable, "-m", "backend.run", "--supervise"]
        self.supervisor = processes.spawn(argv, env=os.environ, output=sys.stdout.fileno())
        while (code := self.supervisor.poll()) is None:
            time.sleep(LOOK_SECONDS)
            self._look_at_make()
        processes.end_children()
        return code

    def _look_at_make(self) -> None:
        """A SIGINT sent to make alone: it waits for us, with the signal held back, and does not say why."""
        if self.make and not self.told_to_stop and processes.holds_back(self.make, signal.SIGINT):
            self._pass_on(signal.SIGINT, None)

    def _pass_on(self, _number: int, _frame: object) -> None:
        self.told_to_stop = True
        if self.supervisor is not None and self.supervisor.returncode is None:
            processes.send([self.supervisor.pid], signal.SIGTERM)
