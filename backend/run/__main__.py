"""`python -m backend.run`: the whole product on this machine, until Ctrl-C."""

import sys

from backend.run.guardian import Guardian
from backend.run.supervisor import Supervisor

if __name__ == "__main__":
    sys.exit(Supervisor().live() if "--supervise" in sys.argv else Guardian().live())
