"""What a door is told of its guests, packed to be small on the way (seal.py says how it is sealed).

row    JSON in UTF-8 of an object; what is as USUAL is left out
index  zlib (RFC 1950) of JSON in UTF-8: a list of rows, each with its `id`, `search` (folded words of name,
       organisation, function and category, to be searched as substrings) and `sounds` (phonetic codes of the
       name). It is sealed as one block with the key of the evening and the tag INDEX.
"""

import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from backend.door.seal import seal, unseal

INDEX = b"index"
USUAL: Mapping[str, Any] = {
    "name": "",
    "organisation": "",
    "category": "",
    "answer": "none",
    "attention": False,
    "party": 1,
    "represents": None,
    "companion": None,
    "language": "fr",
    "issue": 1,
    "revoked": False,
}
"""`represents` and `companion` are names: for whom, and with whom, the guest comes."""


def pack_row(row: Mapping[str, Any]) -> bytes:
    return _json(_packed(row))


def unpack_row(data: bytes) -> dict[str, Any]:
    """Raises ValueError: DATA is no row."""
    return {**USUAL, **json.loads(data)}


def seal_index(key: bytes, entries: Sequence[Mapping[str, Any]], *, _nonce: bytes | None = None) -> bytes:
    data = zlib.compress(_json([_packed(entry) for entry in entries]))
    return seal(key, INDEX, data, _nonce=_nonce)


def open_index(key: bytes, block: bytes) -> list[dict[str, Any]]:
    """Raises SealBroken."""
    return [{**USUAL, **entry} for entry in json.loads(zlib.decompress(unseal(key, INDEX, block)))]


def _packed(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in USUAL or value != USUAL[name]}


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
