"""The newest whole file of a watched folder. Nothing is moved or removed; no link is followed out of it."""

import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.conf import settings

from backend.contacts.feeds.addresses import FOLDER, is_folder_name
from backend.contacts.feeds.fetched import Fetched, NoFile, WrongFile
from backend.contacts.imports.lines import BYTES_AT_MOST

STILL_FOR = 30.0
"""Seconds without a write after which a file is held to be whole."""
_UNFINISHED = (".part", ".partial", ".tmp", ".filepart", ".crdownload", ".swp")
_OPEN = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK  # a pipe would be waited for


def folders() -> list[str]:
    """The names of the folders that a feed may watch."""
    try:
        with os.scandir(settings.FEEDS_DIR) as entries:
            found = [each.name for each in entries if each.is_dir(follow_symlinks=False)]
    except OSError:
        return []
    return sorted(name for name in found if not name.startswith(".") and _readable(name) == name)


def take(address: str) -> Fetched:
    """The newest file of the folder that ADDRESS names.

    Raises:
        NoFile: no such folder, none in it, or it is still being written.
        WrongFile: it is too large.
    """
    name = address.removeprefix(FOLDER)
    with _folder(name) as folder:
        newest = max(_files(folder), default=None)
        if newest is None:
            raise NoFile(f"Le dossier « {name} » ne contient aucun fichier.")
        return _read(folder, newest[1])


@contextmanager
def _folder(name: str) -> Iterator[int]:
    """NAME opened below the root, each step without following a link."""
    root = folder = -1
    try:
        root = os.open(settings.FEEDS_DIR, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        if not is_folder_name(name):
            raise OSError
        folder = os.open(name, _OPEN | os.O_DIRECTORY, dir_fd=root)
    except OSError:
        raise NoFile(f"Le dossier « {name} » n’existe pas, ou ne peut pas être lu.") from None
    else:
        yield folder
    finally:
        for opened in (folder, root):
            if opened >= 0:
                os.close(opened)


def _files(folder: int) -> Iterator[tuple[int, str]]:
    """When each was last written, in ns, and its name."""
    with os.scandir(folder) as entries:
        for entry in entries:
            hidden = entry.name.startswith((".", "~$"))
            if hidden or entry.name.lower().endswith(_UNFINISHED):
                continue
            with suppress(OSError):  # it was taken away meanwhile
                about = entry.stat(follow_symlinks=False)
                if stat.S_ISREG(about.st_mode):
                    yield about.st_mtime_ns, entry.name


def _read(folder: int, name: str) -> Fetched:
    try:
        opened = os.open(name, _OPEN, dir_fd=folder)
    except OSError:
        raise NoFile(f"Le fichier « {_readable(name)} » ne peut pas être ouvert.") from None
    with os.fdopen(opened, "rb") as file:
        before = os.fstat(opened)
        if not stat.S_ISREG(before.st_mode) or time.time() - before.st_mtime < STILL_FOR:
            raise NoFile(f"Le fichier « {_readable(name)} » est encore en cours d’écriture.")
        if before.st_size > BYTES_AT_MOST:
            raise WrongFile("Ce fichier dépasse 20 Mo. Partagez-le en plusieurs.")
        content = file.read(BYTES_AT_MOST + 1)
        after = os.fstat(opened)
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise NoFile(f"Le fichier « {_readable(name)} » est encore en cours d’écriture.")
    return Fetched(_readable(name)[-200:], content)


def _readable(name: str) -> str:
    """File names are bytes: those that are no UTF-8 come as lone surrogates, which no database takes."""
    return name.encode("utf-8", "replace").decode("utf-8")
