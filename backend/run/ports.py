"""Free TCP ports, remembered between runs."""

import contextlib
import socket
from pathlib import Path


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def any_free(host: str = "127.0.0.1") -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def accepts(port: int, host: str = "127.0.0.1") -> bool:
    with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=1):
        return True
    return False


def remembered(file: Path, default: int = 0, host: str = "127.0.0.1") -> int:
    """The port written in `file` when it is free, else `default`, else any free one. Noted in `file`."""
    wanted = [default] if default else []
    with contextlib.suppress(OSError, ValueError):
        wanted.insert(0, int(file.read_text()))
    port = next((number for number in wanted if 0 < number < 65536 and is_free(number, host)), 0) or any_free(
        host
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"{port}\n")
    return port
