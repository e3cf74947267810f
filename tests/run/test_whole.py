"""`make run` as a person lives it: up, hurt in several ways, up again, gone without a trace."""

import contextlib
import http.client
import json
import os
import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.run.processes import children_of, wait_until
from tests.run.here import environment, processes_of, started

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("whole")]
READY = re.compile(r"Application\s+http://127\.0\.0\.1:(\d+)/")


class Running:
    def __init__(self, data: Path, process: subprocess.Popen[bytes], log: Path) -> None:
        self.data, self.process, self.log = data, process, log

    def port(self, times: int = 1) -> int:
        """The web port, once the panel was shown `times` times."""

        def shown() -> bool:
            return len(READY.findall(self.log.read_text())) >= times

        wait_until(lambda: shown() or self.process.poll() is not None, 120)
        assert shown(), self.log.read_text()
        return int(READY.findall(self.log.read_text())[-1])

    def answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port(), timeout=5)
        with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(connection):
            connection.request("GET", "/healthz")
            return bool(json.loads(connection.getresponse().read())["ok"])
        return False

    def pids(self, words: str) -> list[int]:
        told = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True).stdout
        ours = {int(line.split()[0]) for line in told.splitlines()[1:] if words in line}
        return [pid for pid in ours if self._is_ours(pid)]

    def _is_ours(self, pid: int) -> bool:
        with contextlib.suppress(OSError):
            return str(self.data).encode() in Path(f"/proc/{pid}/environ").read_bytes()
        return False

    def leaves_nothing(self) -> bool:
        return wait_until(lambda: not processes_of(self.data), 20, every=0.2)


@contextlib.contextmanager
def running(data: Path) -> Iterator[Running]:
    log = data.parent / "out"
    log.write_text("")
    with started("backend.run", env=environment(data, ENTREGENT_DEMO="0"), log=log) as process:
        yield Running(data, process, log)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("whole") / "var"


def test_it_mends_itself_and_ctrl_c_leaves_nothing(data: Path) -> None:
    with running(data) as product:
        product.port()
        assert product.answers()
        assert (data / "secret.key").stat().st_mode & 0o777 == 0o600

        for web in product.pids("daphne"):  # both at once
            os.kill(web, signal.SIGKILL)
        assert wait_until(product.answers, 30)

        os.kill(children_of(product.process.pid)[0], signal.SIGKILL)  # the supervisor
        product.port(times=2)
        assert product.answers()

        product.process.send_signal(signal.SIGINT)
        assert product.process.wait(30) == 0
        assert product.leaves_nothing(), processes_of(data)


def test_killing_the_topmost_process_leaves_nothing(data: Path) -> None:
    with running(data) as product:
        product.port()
        product.process.kill()
        assert product.leaves_nothing(), processes_of(data)
