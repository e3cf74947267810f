#!/usr/bin/env python3
"""Django's commands, for the local installation (`make run`) and for a server that has its own DATABASE_URL.

Prints nothing of its own on standard output: scripts read it.
"""

import importlib.util
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
WITHOUT_DATABASE = {
    "help",
    "version",
    "--help",
    "--version",
    "makemessages",
    "compilemessages",
    "collectstatic",
}


def use_our_python() -> None:
    """Called with the system's Python: go on with the one that `make setup` prepared."""
    ours = ROOT / ".venv" / "bin" / "python"
    if importlib.util.find_spec("django") is None and ours.exists():
        os.execv(ours, [str(ours), *sys.argv])  # noqa: S606
    if importlib.util.find_spec("django") is None:
        sys.exit("Django est absent : lancez « make setup ».")


def execute() -> None:
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


def _reads_a_file() -> bool:
    """`contacts_duplicates --csv FILE` compares the lines of a file, and asks no database."""
    return sys.argv[1] == "contacts_duplicates" and any(word.split("=")[0] == "--csv" for word in sys.argv)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.config.settings")
    use_our_python()
    from backend.run import environment
    from backend.run.postgres import PostgresError, temporary_database

    if environment.is_configured():
        return execute()
    if len(sys.argv) < 2 or sys.argv[1] in WITHOUT_DATABASE or _reads_a_file():
        os.environ.update(environment.local("postgres://nobody@127.0.0.1/none"))
        return execute()
    try:
        with temporary_database() as url:
            os.environ.update(environment.local(url))
            execute()
    except PostgresError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
