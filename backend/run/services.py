"""The processes that make up the product on one machine."""

import os
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from backend.run import environment, ports
from backend.run.child import Child
from backend.run.server import ROOT

WEB_PROCESSES = 2
WEB_BACKLOG = 512
SECRETS = {
    "DATABASE_URL",
    "ENTREGENT_SECRET_KEY",
    "ENTREGENT_SECRET_KEY_FILE",
    "ENTREGENT_SEAL_KEYS",
    "ENTREGENT_TICKET_KEYS",
    "ENTREGENT_VAPID_PRIVATE_KEY",
    "REDIS_URL",
}


@dataclass(frozen=True)
class Addresses:
    host: str
    web: int
    kiosk: int
    mail_http: int
    mail_smtp: int

    @property
    def reach(self) -> str:
        """Where this machine itself finds the web processes."""
        return environment.LOCALHOST if self.host in environment.EVERYWHERE else self.host


def choose_addresses(notes: Path) -> Addresses:
    """The usual ports, or free ones; the same as last time when possible."""
    host = os.environ.get("ENTREGENT_HOST", environment.LOCALHOST)

    def port(name: str, default: int, where: str = environment.LOCALHOST) -> int:
        return ports.remembered(notes / f"{name}.port", default, where)

    return Addresses(
        host=host,
        web=port("web", environment.WEB_PORT, host),
        kiosk=port("kiosk", environment.KIOSK_PORT),
        mail_http=port("mail", environment.MAIL_HTTP_PORT),
        mail_smtp=port("smtp", environment.MAIL_SMTP_PORT),
    )


def listen(addresses: Addresses) -> socket.socket:
    """The one socket from which every web process takes connections: it stays open while they come and go."""
    family = socket.AF_INET6 if ":" in addresses.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((addresses.host, addresses.web))
    listening.listen(WEB_BACKLOG)
    return listening


def all_of(addresses: Addresses, listening: socket.socket, env: Mapping[str, str], logs: Path) -> list[Child]:
    """In the order in which they start; they stop the other way round."""
    return [
        *_mail(addresses, env, logs),
        *(_web(number, listening, env, logs) for number in range(1, WEB_PROCESSES + 1)),
        Child(
            "worker",
            environment.manage("worker"),
            {**env, "ENTREGENT_WORKER": "1"},
            logs / "worker.log",
            grace=10,
        ),
        *_kiosk(addresses, env, logs),
    ]


def _web(number: int, listening: socket.socket, env: Mapping[str, str], logs: Path) -> Child:
    # no access log: addresses of guest pages carry the guest's secret
    argv = [
        sys.executable, "-m", "daphne", "--fd", str(listening.fileno()), "--verbosity", "0",
        "--no-server-name", "--http-timeout", "120", "--websocket-max-message-size", "65536",
        "backend.config.asgi:application",
    ]  # fmt: skip
    return Child(f"web-{number}", argv, env, logs / f"web-{number}.log", keep_open=(listening.fileno(),))


def _mail(addresses: Addresses, env: Mapping[str, str], logs: Path) -> list[Child]:
    if "ENTREGENT_SMTP_URL" in os.environ or not (ROOT / "fixtures/demo/mailbox/__main__.py").exists():
        return []
    folder = Path(env["ENTREGENT_DATA_DIR"]) / "mail"
    argv = [
        sys.executable, "-m", "fixtures.demo.mailbox", "--smtp", str(addresses.mail_smtp),
        "--http", str(addresses.mail_http), "--dir", str(folder),
    ]  # fmt: skip
    return [Child("mail", argv, env, logs / "mail.log", grace=2)]


def _kiosk(addresses: Addresses, env: Mapping[str, str], logs: Path) -> list[Child]:
    if not (ROOT / "kiosk/__main__.py").exists():
        return []
    argv = [sys.executable, "-m", "kiosk", "--port", str(addresses.kiosk)]
    wishes = {
        "FLET_FORCE_WEB_SERVER": "1",
        "ENTREGENT_KIOSK_SERVER": env["ENTREGENT_BASE_URL"],
        "ENTREGENT_KIOSK_DATA": str(Path(env["ENTREGENT_DATA_DIR"]) / "kiosk"),
    }
    without_secrets = {name: value for name, value in env.items() if name not in SECRETS}
    return [Child("kiosk", argv, {**wishes, **without_secrets}, logs / "kiosk.log", grace=3)]
