"""Text that was read under the wrong code page, and says so: « LefÃ¨vre », « H‚lŠne », « HŽlène »."""

import re

_UTF8_AS_WINDOWS = re.compile(
    r"Ã[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ ]|Â[\u00a0-\u00bf]|â€[™œ\u009d“”¦]|\ufffd"
)
_DOS_OR_MAC_AS_WINDOWS = re.compile(r"[A-Za-z][‚ŽŠ][a-z]")


def is_garbled(text: str) -> bool:
    return bool(_UTF8_AS_WINDOWS.search(text) or _DOS_OR_MAC_AS_WINDOWS.search(text))
