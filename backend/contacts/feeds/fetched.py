"""What fetching gives: a file, or why there is none. Sentences are French, and never show the query of a URL."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fetched:
    """ETAG and MODIFIED are what the server said of this version of the file; empty where it says nothing."""

    name: str
    content: bytes
    etag: str = ""
    modified: str = ""


class NoFile(Exception):
    """Nothing to read for now: it is tried again, and told when it lasts."""


class WrongFile(Exception):
    """What was found must not be read: the feed stops until somebody has looked."""
