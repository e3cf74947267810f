"""Under whose account PostgreSQL runs: it refuses root, and has to reach its programs and its data.

As a plain user: as that user. As root, the first of these that really works, tried and not guessed: a system
user; `nobody`; a user name space in which root carries another number (for a clone that only root can read).
When none does, the data goes to /var/lib/entregent. The permissions of folders above ours are never touched.
"""

import contextlib
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SYSTEM_USER = "entregent"


@dataclass(frozen=True)
class Account:
    uid: int
    gid: int
    prefix: tuple[str, ...] = ()
    options: dict[str, Any] = field(default_factory=dict)

    def run(self, argv: Sequence[str | Path], **extra: Any) -> subprocess.CompletedProcess[str]:
        command = [*self.prefix, *map(str, argv)]
        options = {**self.options, **extra}
        return subprocess.run(command, check=False, text=True, capture_output=True, cwd="/", **options)

    def own(self, path: Path) -> None:
        """Give `path` and what it holds to this account (only root can, only root needs to)."""
        if os.geteuid() != 0 or path.stat().st_uid == self.uid:
            return
        for folder, names, files in os.walk(path):
            for name in [*names, *files]:
                os.chown(Path(folder, name), self.uid, self.gid, follow_symlinks=False)
        os.chown(path, self.uid, self.gid)

    def can_use(self, programs: Path, folder: Path) -> bool:
        """Whether this account can run the server and write in `folder`."""
        script = 'set -e; "$1" --version; cd "$2"; : >.probe; rm .probe'
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            self.own(folder)
            done = self.run(["/bin/sh", "-c", script, "sh", programs / "postgres", folder], timeout=20)
            return done.returncode == 0
        return False


def candidates() -> Iterator[Account]:
    if os.geteuid() != 0:
        yield Account(os.geteuid(), os.getegid())
        return
    yield from _users()
    yield from _name_space()


def _users() -> Iterator[Account]:
    for name in (SYSTEM_USER, "nobody"):
        with contextlib.suppress(KeyError):
            user = _user(name)
            yield Account(
                user.pw_uid,
                user.pw_gid,
                options={"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []},
            )


def _user(name: str) -> pwd.struct_passwd:
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(name)
    if name == SYSTEM_USER and (useradd := shutil.which("useradd")):
        nowhere = ["--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin"]
        subprocess.run([useradd, "--system", *nowhere, name], check=False, capture_output=True)
    return pwd.getpwnam(name)


def _name_space() -> Iterator[Account]:
    """Outside, files stay root's; inside, root carries the number of a user that initdb finds in passwd."""
    unshare, setpriv = shutil.which("unshare"), shutil.which("setpriv")
    other = next((user.pw_uid for user in pwd.getpwall() if 0 < user.pw_uid < 60000), None)
    if unshare and setpriv and other:
        # entering a name space forgets the death signal: setpriv asks for it again
        prefix = (unshare, "--user", f"--map-user={other}", setpriv, "--pdeathsig", "INT")
        yield Account(0, 0, prefix=prefix)
