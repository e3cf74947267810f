"""Folding: quick for what is plain, the same as the rule for everything else."""

import re
import sys
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from backend.core.text import _LIGATURES, _MARKS, fold


def by_the_rule(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9@.+]+", " ", plain.translate(_LIGATURES)).strip()


@given(st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("éÈçœÆßı' -.@+Aa1\u0301\u0327")))
def test_folding_follows_the_rule(text: str) -> None:
    assert fold(text) == by_the_rule(text)


def test_every_combining_character_of_unicode_is_a_mark() -> None:
    marks = {char for char in map(chr, range(sys.maxunicode + 1)) if unicodedata.combining(char)}
    assert marks
    assert all(_MARKS.fullmatch(char) for char in marks)
