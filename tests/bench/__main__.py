"""Run every measure, print a table and JSON: `make bench`, or `python -m tests.bench checkin lookup`."""

import json
import os
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from backend.run.postgres import EmbeddedPostgres

SECRET = "bench-only-" * 6
PARTS = (
    *(
        "lookup",
        "search=200000",
        "targeting",
        "checkin",
        "board",
        "pwa",
        "phonetics",
        "duplicates",
        "exports",
    ),
    *("startup", "imports", "known", "decode", "kiosk=1000", "replay", "push", "race=500", "soak=60"),
)


def main() -> None:
    wanted = sys.argv[1:] or list(PARTS)
    with tempfile.TemporaryDirectory(prefix="entregent-bench-") as folder:
        Path(folder).chmod(0o755)
        server = EmbeddedPostgres(Path(folder) / "postgres")
        env = {
            "DATABASE_URL": server.start(),
            "ENTREGENT_SECRET_KEY": SECRET,
            "ENTREGENT_DEMO": "1",
            "ENTREGENT_DATA_DIR": folder,
            "DJANGO_SETTINGS_MODULE": "backend.config.settings",
            "ENTREGENT_LOG_LEVEL": "ERROR",
        }
        os.environ |= env
        try:
            rows = _measure(wanted, env)
        finally:
            server.stop()
    _print(rows)


def _measure(wanted: list[str], env: dict[str, str]) -> list[dict[str, Any]]:
    from tests.bench import decode, exports, imports, kiosk, phonetics, search, startup

    rows: list[dict[str, Any]] = []
    sized: dict[str, Callable[..., list[dict[str, Any]]]] = {
        "search": partial(search.measure, env),
        "decode": decode.measure,
        "kiosk": kiosk.measure,
    }
    for part in wanted:
        # `search=200000`: a base as large as that; `decode=7`: other pictures; `kiosk=1000`: as many deaths
        name, _, size = part.partition("=")
        if name in sized:
            _tell(rows, sized[name](*([int(size)] if size else [])))
    if {"lookup", "targeting", "known", "checkin", "board", "replay", "push", "race", "soak"} & set(
        _sizes(wanted)
    ):
        rows += _measure_server(wanted, env)
    if "pwa" in wanted:
        _tell(rows, startup.first_load())
    if "phonetics" in wanted:
        _tell(rows, phonetics.measure())
    if "duplicates" in wanted:
        _tell(rows, _measure_duplicates())
    if "exports" in wanted:
        exports.prepare()
        _tell(rows, exports.measure())
    if "startup" in wanted:
        _tell(rows, startup.measure())
    if "imports" in wanted:
        _tell(rows, imports.measure())
    return rows


def _tell(rows: list[dict[str, Any]], more: list[dict[str, Any]]) -> None:
    """Each figure as soon as it is known: one that fails later takes none with it."""
    for row in more:
        print(json.dumps(row, ensure_ascii=False), file=sys.stderr, flush=True)
    rows += more


def _measure_duplicates() -> list[dict[str, Any]]:
    if find_spec("recordlinkage") is None or find_spec("splink") is None:
        return [{"measure": "duplicates", "data": "left out: pip install --group bench"}]
    from tests.bench import duplicates

    return duplicates.measure()


def _measure_server(wanted: list[str], env: dict[str, str]) -> list[dict[str, Any]]:
    from tests.bench import board, checkin, door, known, lookup, push, targeting, world

    sizes = _sizes(wanted)
    made = world.make(
        contacts=bool({"lookup", "targeting", "known"} & set(wanted)),
        guests=50_000 if "soak" in sizes else max(16_000, 3_000 + sizes.get("race", 0)),
    )
    rows: list[dict[str, Any]] = []
    if "lookup" in wanted:
        _tell(rows, lookup.measure(env, made.names, made.api_token))
    if "targeting" in wanted:
        _tell(rows, targeting.measure(env, made.api_token))
    if "known" in wanted:
        _tell(rows, known.measure(env, made.names, made.api_token))
    if "board" in wanted:
        _tell(rows, board.measure(env, made.codes[:400], made.device_token, made.session, made.audience))
    if "checkin" in wanted:
        _tell(rows, checkin.measure(env, made.codes[2_400:], made.device_token))
    if "race" in sizes:
        _tell(rows, door.race(env, made.codes[-sizes["race"] :], made.device_token, sizes["race"]))
    if "replay" in wanted:
        _tell(rows, door.replay(env, made.codes[400:2_400], made.device_token))
    if "push" in wanted:
        _tell(rows, push.measure(env, made.device_token, made.audience))
    if "soak" in sizes:
        _tell(rows, door.soak(env, made.codes, made.device_token, sizes["soak"]))
    return rows


def _sizes(wanted: list[str]) -> dict[str, int]:
    """`race=10000` by name and size; a part without one has the size 0."""
    parts = (part.partition("=") for part in wanted)
    return {name: int(size or 0) for name, _, size in parts}


def _print(rows: list[dict[str, Any]]) -> None:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    widths = {name: max(len(name), *(len(str(row.get(name, ""))) for row in rows)) for name in columns}
    print("  ".join(name.ljust(widths[name]) for name in columns))
    for row in rows:
        print("  ".join(str(row.get(name, "")).ljust(widths[name]) for name in columns))
    print(json.dumps(rows, ensure_ascii=False))


if __name__ == "__main__":
    main()
