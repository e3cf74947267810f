"""The faces that printed pages carry: see README.md for where they come from."""

from pathlib import Path

FONTS = Path(__file__).resolve().parent
