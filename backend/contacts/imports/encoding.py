"""Code pages: which one a text is in, and text that was read under the wrong one: « LefÃ¨vre », « H‚lŠne »."""

import codecs
import re

from charset_normalizer import from_bytes

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_OTHER_PAGES = ("mac_roman", "cp850", "iso8859_15", "cp1250")
_SAMPLE = 200_000
_FRENCH = re.compile(r"[éèêëàâçîïôûùœÉÈÀÇÊ]")

_UTF8_AS_WINDOWS = re.compile(
    r"Ã[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ ]|Â[\u00a0-\u00bf]|â€[™œ\u009d“”¦]|\ufffd"
)
_DOS_OR_MAC_AS_WINDOWS = re.compile(r"[A-Za-z][‚ŽŠ][a-z]")


def is_garbled(text: str) -> bool:
    if text.isascii():
        return False
    return bool(_UTF8_AS_WINDOWS.search(text) or _DOS_OR_MAC_AS_WINDOWS.search(text))


def decode_text(content: bytes) -> str | None:
    """CONTENT as text: Unicode where it says so, else the page under which its accents read as French.

    None where no page gives a text that can be trusted.
    """
    if marked := next((name for mark, name in _MARKS if content.startswith(mark)), None):
        return _decoded(content, marked)
    if b"\0" in content:
        return _decoded(content, _without_mark(content))
    if (text := _decoded(content, "utf-8")) is not None:
        return text
    text = _decoded(content, "cp1252")
    if text is not None and not is_garbled(text) and not _looks_foreign(text):
        return text
    return _best_of_others(content) or text


def _decoded(content: bytes, page: str) -> str | None:
    try:
        return content.decode(page) if page else None
    except UnicodeDecodeError:
        return None


def _without_mark(content: bytes) -> str:
    """UTF-16 that does not say so has its zeros on one side."""
    even, odd = content[:2000:2].count(0), content[1:2000:2].count(0)
    if max(even, odd) * 3 < len(content[:2000]):
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"


def _looks_foreign(text: str) -> bool:
    """Whether the accents are not those of French: read under Windows' page, Mac and DOS text has few."""
    accents = [char for char in text[:_SAMPLE] if ord(char) > 127 and char not in "«»’“”–—…°€ "]
    return len(accents) >= 4 and len(_FRENCH.findall(text[:_SAMPLE])) * 2 < len(accents)


def _best_of_others(content: bytes) -> str | None:
    found = from_bytes(content[:_SAMPLE], cp_isolation=list(_OTHER_PAGES)).best()
    pages = [*_OTHER_PAGES, *([found.encoding] if found else [])]
    texts = [text for page in dict.fromkeys(pages) if (text := _decoded(content, page)) is not None]
    best = max(texts, key=_frenchness, default=None)
    return best if best is not None and _frenchness(best) > 0.8 else None


def _frenchness(text: str) -> float:
    """The share of French letters among what is not ASCII."""
    foreign = sum(1 for char in text[:_SAMPLE] if ord(char) > 127 and char not in "«»’“”–—…°€\xa0")
    return len(_FRENCH.findall(text[:_SAMPLE])) / foreign if foreign else 0.0
