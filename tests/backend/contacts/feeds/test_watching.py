"""A watched folder: the newest whole file, never out of the folder, never touched (RF-8)."""

import os
import time
from pathlib import Path
from typing import Any

import pytest

from backend.contacts.feeds import watching
from backend.contacts.feeds.fetched import NoFile, WrongFile
from backend.contacts.feeds.watching import folders, take
from tests.backend.contacts.feeds.conftest import put


def test_the_newest_file(folder: Path) -> None:
    put(folder, "nouveau.csv", b"2", age=100)
    put(folder, "ancien.csv", b"1", age=200)
    assert (take("dossier:presse").name, take("dossier:presse").content) == ("nouveau.csv", b"2")
    assert sorted(each.name for each in folder.iterdir()) == ["ancien.csv", "nouveau.csv"]


def test_what_is_no_file_yet_is_left_aside(folder: Path) -> None:
    put(folder, "a.csv", b"1", age=100)
    for name in (".a.csv", "b.csv.part", "c.TMP", "~$a.xlsx", "d.crdownload"):
        put(folder, name, b"2", age=50)
    (folder / "sous-dossier").mkdir()
    os.mkfifo(folder / "tuyau")
    assert take("dossier:presse").content == b"1"


def test_a_file_that_is_being_written_is_waited_for(folder: Path) -> None:
    """Even beside an older one: that one would be taken for the news."""
    put(folder, "a.csv", b"1", age=100)
    put(folder, "b.csv", b"2", age=5)
    with pytest.raises(NoFile, match=r"« b\.csv » est encore en cours d’écriture"):
        take("dossier:presse")


def test_a_file_that_grows_while_it_is_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = put(folder, "a.csv", b"1", age=100)
    clock = time.time

    def later() -> float:
        """Asked between the first look at the file and its reading."""
        with file.open("ab") as writing:
            writing.write(b"2")
        return clock()

    monkeypatch.setattr(time, "time", later)
    with pytest.raises(NoFile, match="en cours d’écriture"):
        take("dossier:presse")


def test_links_are_not_followed(folder: Path, tmp_path: Path) -> None:
    secret = put(tmp_path, "secret.csv", b"secret", age=100)
    (folder / "lien.csv").symlink_to(secret)
    with pytest.raises(NoFile, match="aucun fichier"):
        take("dossier:presse")
    (folder.parent / "dehors").symlink_to(tmp_path)
    with pytest.raises(NoFile, match="n’existe pas"):
        take("dossier:dehors")
    assert folders() == ["presse"]


def test_a_file_that_becomes_a_link_between_two_looks(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder, "a.csv", b"1", age=100)
    secret = put(tmp_path, "secret.csv", b"secret", age=100)
    real = watching._read

    def swapped(opened: int, name: str) -> Any:
        (folder / "a.csv").unlink()
        (folder / "a.csv").symlink_to(secret)
        return real(opened, name)

    monkeypatch.setattr(watching, "_read", swapped)
    with pytest.raises(NoFile, match="ne peut pas être ouvert"):
        take("dossier:presse")


@pytest.mark.parametrize("name", ["..", ".", "", "../presse", "/etc", "presse/../..", "absent", "a\x00b"])
def test_no_way_out(folder: Path, name: str) -> None:
    put(folder.parent, "dehors.csv", b"1", age=100)
    with pytest.raises(NoFile):
        take(f"dossier:{name}")


def test_a_file_that_is_too_large(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "BYTES_AT_MOST", 3)
    put(folder, "a.csv", b"1234", age=100)
    with pytest.raises(WrongFile):
        take("dossier:presse")


def test_a_name_that_is_no_text(folder: Path) -> None:
    put(folder, os.fsdecode(b"presse-\xe9.csv"), b"1", age=100)
    take("dossier:presse").name.encode("utf-8")


def test_no_folder_at_all(settings: Any, tmp_path: Path) -> None:
    settings.FEEDS_DIR = tmp_path / "absent"
    assert folders() == []
    with pytest.raises(NoFile):
        take("dossier:presse")
