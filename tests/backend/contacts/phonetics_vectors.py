"""Writes what the phone's port of the phonetics reads, and is tested with, from the Python module:

python -m tests.backend.contacts.phonetics_vectors
"""

import json
from pathlib import Path
from typing import Any

from backend.contacts import phonetics
from backend.contacts.phonetics import rules
from tests.backend.contacts.phonetics_table import spellings

FOLDER = Path(__file__).parents[3] / "pwa/src/lib/people"
RULES, VECTORS = FOLDER / "phonetics.rules.json", FOLDER / "phonetics.vectors.json"

EVERY = 4  # of the table, a name in four is enough to tell two engines apart
ODD_TOKENS = [
    "",
    "1",
    "É",
    "Œ",
    "ß",
    "ŒUVRARD",
    "œuf",
    "Łukasz",
    "Ἑλένη",
    "Мария",
    "İnan",
    "x" * 200,
    "a1b2",
    "Nguyễn",
    "é+é",
    "＋é",
]
TEXTS = [
    *(
        "",
        "d'",
        "de La Tour",
        "Delatour",
        "Le Goff",
        "Saint-Exupéry",
        "St Exupery",
        "Ste Beuve",
        "d’Ormesson",
    ),
    *(
        "Jean-François de La Rochefoucauld",
        "Ben Ali",
        "El Khoury",
        "O'Brien",
        "J.-F. Œuvrard",
        "李 Li",
        "van der Berg",
    ),
]


def rules_text() -> str:
    """The rules, one a line, in the order in which they are tried."""
    listed = [
        [rule.spelling, rule.sound, *([] if rule.other is None else [rule.other])] for rule in rules.RULES
    ]
    return _lines(
        {
            "version": rules.VERSION,
            "lettersAtMost": rules.LETTERS_AT_MOST,
            "readingsAtMost": rules.READINGS_AT_MOST,
            "particles": sorted(rules.PARTICLES),
            "saints": sorted(rules.SAINTS),
            "respelled": rules.RESPELLED,
            "looser": [list(pair) for pair in rules.LOOSER],
        },
        rules=listed,
    )


def vectors_text() -> str:
    names = [*(row.name for row in spellings()[::EVERY]), *ODD_TOKENS]
    tokens = [
        [name, phonetics.strict(name), phonetics.loose(name), sorted(phonetics.codes(name))] for name in names
    ]
    texts = [[text, sorted(phonetics.text_codes(text))] for text in TEXTS]
    return _lines({"version": phonetics.VERSION}, tokens=tokens, texts=texts)


def _lines(head: dict[str, Any], **lists: list[Any]) -> str:
    """JSON with a line for each item, so that a difference can be read."""
    parts = [f"{_json(name)}: {_json(value)}" for name, value in head.items()]
    for name, items in lists.items():
        parts.append(f"{_json(name)}: [\n" + ",\n".join(map(_json, items)) + "\n]")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    RULES.write_text(rules_text(), encoding="utf-8")
    VECTORS.write_text(vectors_text(), encoding="utf-8")
