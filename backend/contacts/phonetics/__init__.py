"""How French names sound. Pure Python: knows no database. See docs/search.md."""

from backend.contacts.phonetics.reading import codes, loose, strict, text_codes
from backend.contacts.phonetics.rules import VERSION

__all__ = ["VERSION", "codes", "loose", "strict", "text_codes"]
