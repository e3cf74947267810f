"""The environment of the local installation. In production an operator sets all this."""

import os
import secrets
import socket
import sys
from pathlib import Path

from backend.run.server import ROOT, data_home

WEB_PORT, KIOSK_PORT, MAIL_HTTP_PORT, MAIL_SMTP_PORT = 8000, 8550, 8025, 1025
LOCALHOST = "127.0.0.1"
EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104 - compared, not bound


def is_configured() -> bool:
    """Whether somebody gave a database: then nothing here adds to what they set."""
    return any(os.environ.get(name) for name in ("DATABASE_URL", "DATABASE_URL_FILE"))


def secret_key_file(data: Path) -> Path:
    """Made once; who has it can sign in as anyone."""
    file = data / "secret.key"
    if not file.exists():
        data.mkdir(parents=True, exist_ok=True)
        opened = os.open(file.with_suffix(".new"), os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(opened, "w") as target:
            target.write(secrets.token_urlsafe(64))
        file.with_suffix(".new").replace(file)
    return file


def noted_port(name: str, default: int) -> int:
    """The port that service `name` had last (see ports.remembered)."""
    try:
        return int((data_home() / "run" / f"{name}.port").read_text())
    except (OSError, ValueError):
        return default


def public_address(host: str) -> str:
    """The address to type on another device: this machine's own, when it listens on all of them."""
    if host not in EVERYWHERE:
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing: asks the kernel which address it would use
            return str(probe.getsockname()[0])
        except OSError:
            return LOCALHOST


def local(database_url: str, host: str = LOCALHOST) -> dict[str, str]:
    """The environment of our processes; what the user set himself stays."""
    data = data_home()
    web, smtp = noted_port("web", WEB_PORT), noted_port("smtp", MAIL_SMTP_PORT)
    ours = {
        "ENTREGENT_DEMO": "1",
        "ENTREGENT_DATA_DIR": str(data),
        "ENTREGENT_BASE_URL": f"http://{public_address(host)}:{web}",
        "ENTREGENT_SMTP_URL": f"smtp://{LOCALHOST}:{smtp}",
        "PYTHONUNBUFFERED": "1",
    }
    if not any(os.environ.get(name) for name in ("ENTREGENT_SECRET_KEY", "ENTREGENT_SECRET_KEY_FILE")):
        ours["ENTREGENT_SECRET_KEY_FILE"] = str(secret_key_file(data))
    return {**ours, **os.environ, "DATABASE_URL": database_url}


def manage(*words: str) -> list[str]:
    return [sys.executable, str(ROOT / "manage.py"), *words]
