"""Settings of one kiosk: command line first, then ENTREGENT_KIOSK_* variables, then defaults."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kiosk import texts_fr as texts

DEFAULT_PORT = 8550
PREFIX = "ENTREGENT_KIOSK_"


@dataclass(frozen=True)
class Settings:
    port: int
    server: str
    data: Path
    camera: str
    """A camera number, the path of a clip, or "none"."""
    loop: bool = False
    """Play a clip again and again instead of once."""


def read_settings(argv: Sequence[str], env: Mapping[str, str] = os.environ) -> Settings:
    """Raises SystemExit with a French sentence when a value makes no sense."""
    parser = _parser(env)
    args = parser.parse_args(argv)
    if not 1 <= args.port <= 65535:
        parser.error(texts.CLI_BAD_PORT)
    return Settings(
        port=args.port,
        server=args.server.strip(),
        data=Path(args.data).expanduser(),
        camera=args.camera.strip().lower() if args.camera.strip().lower() == "none" else args.camera.strip(),
        loop=args.loop,
    )


def _parser(env: Mapping[str, str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m kiosk", description=texts.CLI_DESCRIPTION)
    # argparse converts a default given as text with `type`, so a bad variable is refused like a bad option.
    parser.add_argument(
        "--port", type=int, default=env.get(PREFIX + "PORT", str(DEFAULT_PORT)), help=texts.CLI_PORT
    )
    parser.add_argument("--server", default=env.get(PREFIX + "SERVER", ""), help=texts.CLI_SERVER)
    parser.add_argument("--data", default=env.get(PREFIX + "DATA", str(_default_data())), help=texts.CLI_DATA)
    parser.add_argument("--camera", default=env.get(PREFIX + "CAMERA", "0"), help=texts.CLI_CAMERA)
    parser.add_argument(
        "--loop",
        action="store_true",
        default=env.get(PREFIX + "LOOP", "").lower() in {"1", "true", "yes", "oui"},
        help=texts.CLI_LOOP,
    )
    return parser


def _default_data() -> Path:
    return Path("var") / "kiosk"
