"""`make check`, `make test`, `make api`: every step runs, each says how it went, the exit code is honest."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from backend.run import environment
from backend.run.result import Result
from backend.run.server import ROOT
from backend.run.svelte import check_with_canary

NO_TESTS_FOUND = 5  # pytest's
PWA = ROOT / "pwa"
NOWHERE = "postgres://nobody@127.0.0.1:9/none"  # for what only reads the settings
WRITE_SCHEMA = """
import django, sys
django.setup()
from django.core.management import call_command
from ninja.management.commands.export_openapi_schema import Command
call_command(Command(), api="backend.config.api.api", output=sys.argv[1], indent=2, sorted=True)
"""


@dataclass(frozen=True)
class Step:
    title: str
    run: Callable[[], Result]


def command(*argv: str, cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> Result:
    done = subprocess.run(
        argv,
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return Result(done.returncode == 0, done.stdout)


def python(*words: str, env: Mapping[str, str] | None = None) -> Result:
    return command(sys.executable, *words, env=env)


def settings_env() -> dict[str, str]:
    return {**environment.local(NOWHERE), "DJANGO_SETTINGS_MODULE": "backend.config.settings"}


def production_env() -> dict[str, str]:
    """The environment that .env.production.example describes, and nothing of ours."""
    lines = (ROOT / ".env.production.example").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("=", 1) for line in lines if "=" in line and not line.startswith("#")]
    foreign = {name: value for name, value in os.environ.items() if not name.startswith("ENTREGENT_")}
    return {**foreign, **{name.strip(): value.strip() for name, value in pairs}}


def write_schema(target: Path) -> Result:
    return python("-W", "ignore", "-c", WRITE_SCHEMA, str(target), env=settings_env())


def schema_is_current() -> Result:
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "openapi.json"
        if not (made := write_schema(fresh)).ok:
            return made
        committed = ROOT / "openapi.json"
        same = committed.exists() and committed.read_text() == fresh.read_text()
    return Result(same, "" if same else "openapi.json ne correspond plus au code : make api\n")


def deploys_cleanly() -> Result:
    return python("manage.py", "check", "--deploy", "--fail-level", "WARNING", env=production_env())


def tool(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


def check_steps() -> list[Step]:
    steps = [
        Step("ruff : règles", partial(command, tool("ruff"), "check", ".")),
        Step("ruff : mise en forme", partial(command, tool("ruff"), "format", "--check", ".")),
        Step("mypy : types Python", lambda: command(tool("mypy"), env=settings_env())),
        Step("import-linter : couches", partial(command, tool("lint-imports"), "--no-cache")),
        Step("migrations à jour", partial(python, "manage.py", "makemigrations", "--check", "--dry-run")),
        Step("openapi.json à jour", schema_is_current),
        Step("réglages de production", deploys_cleanly),
    ]
    if (PWA / "node_modules").exists():
        steps += [
            Step("svelte-check : types", partial(check_with_canary, PWA)),
            Step("eslint", partial(command, "npm", "run", "--silent", "lint", cwd=PWA)),
            Step("poids du premier chargement", partial(command, "npm", "run", "--silent", "size", cwd=PWA)),
        ]
    return steps


def timed(step: Step) -> tuple[Step, Result, float]:
    began = time.monotonic()
    try:
        result = step.run()
    except OSError as error:
        result = Result(False, f"{error}\n")
    return step, result, time.monotonic() - began


def check() -> int:
    """Two steps at a time: half of them wait for Node, half for Python."""
    failed = []
    with ThreadPoolExecutor(max_workers=2) as lanes:
        for step, result, seconds in lanes.map(timed, check_steps()):
            print(f"  {'ok   ' if result.ok else 'ÉCHEC'}  {step.title:<32} {seconds:6.1f} s", flush=True)
            if not result.ok:
                failed.append(step.title)
                print(result.text, flush=True)
    print(f"\n  {'Échecs : ' + ', '.join(failed) if failed else 'Tout est en ordre.'}\n")
    return 1 if failed else 0


def streamed(*argv: str, cwd: Path = ROOT) -> int:
    code = subprocess.run(argv, cwd=cwd, stdin=subprocess.DEVNULL).returncode
    return 0 if code == NO_TESTS_FOUND else code


def run_tests() -> int:
    pytest = [sys.executable, "-m", "pytest", "-q"]
    parts: list[tuple[str, Callable[[], int]]] = [
        (
            "Python",
            lambda: streamed(*pytest, "-n", "2", "--dist", "loadfile", "--ignore", "tests/e2e", "tests"),
        ),
        (
            "parcours dans un navigateur",
            lambda: streamed(*pytest, "tests/e2e") if (ROOT / "tests/e2e").exists() else 0,
        ),
        ("application", lambda: streamed("npm", "test", cwd=PWA) if (PWA / "node_modules").exists() else 0),
    ]
    lines, worst = [], 0
    for title, run in parts:
        began = time.monotonic()
        code = run()
        worst = worst or code
        lines.append(f"  {'ÉCHEC' if code else 'ok   '}  {title:<32} {time.monotonic() - began:6.1f} s")
    print(
        "\n" + "\n".join(lines) + f"\n\n  {'Des tests échouent.' if worst else 'Tous les tests passent.'}\n"
    )
    return 1 if worst else 0


def main() -> int:
    verb = sys.argv[1] if len(sys.argv) > 1 else ""
    if verb == "api":
        result = write_schema(ROOT / "openapi.json")
        print(result.text, end="")
        return 0 if result.ok else 1
    verbs = {"check": check, "test": run_tests}
    return verbs[verb]() if verb in verbs else 2


if __name__ == "__main__":
    sys.exit(main())
