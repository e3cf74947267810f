"""Text in the code pages that French Windows programs read: cp1252, or UTF-8 with a byte order mark."""

import codecs
import unicodedata

from anyascii import anyascii

ENCODINGS = {"cp1252": "Windows (cp1252)", "utf-8": "Unicode (UTF-8)"}
_SPACES = str.maketrans({"\u202f": "\u00a0", "\u2009": " ", "\u2011": "-", "\u2212": "-", "\u200b": ""})


def in_cp1252(text: str) -> str:
    """TEXT with each character that cp1252 lacks written in those that it has: Łukasz -> Lukasz."""
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return "".join(map(_nearest, unicodedata.normalize("NFC", text).translate(_SPACES)))
    return text


def encoded(text: str, encoding: str) -> bytes:
    return (
        in_cp1252(text).encode("cp1252", "replace")
        if encoding == "cp1252"
        else text.encode("utf-8", "replace")
    )


def mark(encoding: str) -> bytes:
    """What a file of ENCODING begins with, so that Excel and Outlook know it."""
    return b"" if encoding == "cp1252" else codecs.BOM_UTF8


def is_changed(text: str, encoding: str) -> bool:
    return encoding == "cp1252" and in_cp1252(text) != text


def _nearest(character: str) -> str:
    if _fits(character):
        return character
    base = "".join(
        part for part in unicodedata.normalize("NFKD", character) if not unicodedata.combining(part)
    )
    return base if base and _fits(base) else anyascii(character)


def _fits(text: str) -> bool:
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True
