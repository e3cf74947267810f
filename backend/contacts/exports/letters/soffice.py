"""A .docx as PDF by LibreOffice: no macros, a profile of its own, nothing fetched, and not for ever.

The program is found on the machine (`soffice`); where it is missing, one is told so.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from backend.core.errors import Invalid

SECONDS_AT_MOST = 240
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution"
 oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel"
 oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks"
 oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableActiveContent"
 oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link"
 oor:op="fuse"><value>2</value></prop></item>
</oor:items>
"""
_NOBODY = 65_534


def program() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


def as_pdf(docx: bytes) -> bytes:
    """Raises Invalid where LibreOffice is missing, too slow, or can't read DOCX."""
    if (found := program()) is None:
        raise missing()
    with tempfile.TemporaryDirectory(prefix="entregent-letters-") as name:
        folder = Path(name)
        (folder / "profile" / "user").mkdir(parents=True)
        (folder / "profile" / "user" / "registrymodifications.xcu").write_text(_PROFILE)
        (folder / "letters.docx").write_bytes(docx)
        _give_away(folder)
        _run(found, folder)
        made = folder / "letters.pdf"
        if not made.exists():
            raise Invalid(
                "LibreOffice n’a pas pu lire ce document : ouvrez le modèle dans Word.", code="no_pdf"
            )
        return made.read_bytes()


def missing() -> Invalid:
    return Invalid(
        "Ce serveur ne peut pas faire de PDF : LibreOffice n’y est pas installé. Choisissez le format Word, "
        "ou demandez à un administrateur de l’installer.",
        code="no_libreoffice",
    )


def _run(found: str, folder: Path) -> None:
    command = [
        *(found, "--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo"),
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        *("--convert-to", "pdf:writer_pdf_Export", "--outdir", str(folder), str(folder / "letters.docx")),
    ]
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={"HOME": str(folder), "PATH": os.defpath, "LANG": "C.UTF-8", "TMPDIR": str(folder)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        user=_unprivileged(),
        group=_unprivileged(),
        extra_groups=None if _unprivileged() is None else [],
    )
    try:
        process.wait(SECONDS_AT_MOST)
    except subprocess.TimeoutExpired:
        raise Invalid(
            "LibreOffice a mis trop de temps : exportez moins de lettres à la fois.", code="too_slow"
        ) from None
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """The group that we started, and nothing else."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _unprivileged() -> int | None:
    return _NOBODY if os.geteuid() == 0 else None


def _give_away(folder: Path) -> None:
    if os.geteuid() == 0:
        for path in [folder, *folder.rglob("*")]:
            os.chown(path, _NOBODY, _NOBODY)
