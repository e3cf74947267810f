"""Whether the code still asks for the database it asked for last time."""

import hashlib

from backend.run.server import ROOT


def of_migrations() -> str:
    """Changes with every migration of ours and with every version of a library."""
    ours = [file for pattern in ("*/migrations/*.py", "*/*/migrations/*.py") for file in ROOT.glob(pattern)]
    digest = hashlib.sha256()
    for file in [ROOT / "requirements.lock", *sorted(ours)]:
        digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()
