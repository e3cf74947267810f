"""Text that a spreadsheet would run as a formula, and the apostrophe that keeps it from doing so.

After OWASP, "CSV Injection": cells that begin with = + - @, a tab or a line end, full-width variants included, are
given a leading apostrophe. What we export that way, we read back without it.
"""

import re

_RUNS = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
_GUARD = re.compile(r"'+(?=\s*[=+\-@＝＋－＠]|[\t\r\n])")


def would_run(text: str) -> bool:
    """Whether a spreadsheet might take TEXT for a formula, or for a number that it is not."""
    return bool(_RUNS.match(text))


def guarded(text: str) -> str:
    """`=1+1` -> `'=1+1`; what has such an apostrophe of its own gets a second one, so that one remains."""
    return f"'{text}" if would_run(text) or _GUARD.match(text) else text


def unguarded(text: str) -> str:
    """TEXT as it was before `guarded`."""
    return text[1:] if _GUARD.match(text) else text
