"""Keeps a code held before the camera from being read ten times a second."""

from __future__ import annotations

SAME_CODE_SECONDS = 5.0


class Debounce:
    """A code is new when it was not seen during the last `seconds`: while it stays in view it is old."""

    def __init__(self, seconds: float = SAME_CODE_SECONDS) -> None:
        self._seconds = seconds
        self._seen: dict[str, float] = {}

    def is_new(self, code: str, now: float) -> bool:
        last = self._seen.get(code)
        self._seen = {old: at for old, at in self._seen.items() if now - at < self._seconds}
        self._seen[code] = now
        return last is None or now - last >= self._seconds

    def forget(self, code: str) -> None:
        self._seen.pop(code, None)
