"""How French names sound (RF-9): the table of names, the examples we promise, and what holds for any text."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contacts import phonetics
from backend.contacts.phonetics.rules import LETTERS_AT_MOST, LOOSER, READINGS_AT_MOST, RESPELLED, RULES
from backend.core.text import fold
from tests.backend.contacts import phonetics_vectors
from tests.backend.contacts.phonetics_table import HALVES, held_out, judge, spellings

ALIKE = [
    *("Bodouin Baudouin", "Lefaivre Lefèvre", "Lefèvre Lefebvre", "Chevallier Chevalier", "Thibault Tibo"),
    *("Gauthier Gaultier", "Gauthier Gautier", "Dupont Dupond", "Michel Michelle", "Schmitt Schmidt"),
    *("Philippe Filipe", "Meyer Maier", "Maier Mayer", "Bœuf Beuf", "Quentin Kantin", "Christophe Kristof"),
    *("Roy Roi", "Li Ly", "Renée RENÉ", "Mercier Mercié", "Jacquemin Jaquemain", "Besnard Bénard"),
    *("Fouqué Fouquet", "Guédon Gueydon", "Gonçalves Gonsalves", "Pagès Pagesse", "Montfort Monfort"),
]
APART = [
    *("Hélène Elaine", "Jean Jeanne", "Martin Martine", "Lefort Lefèvre", "Roi Rey", "Roy Rouy", "Li Lys"),
    *("Renaud Reynaud", "Masson Maison", "Poisson Poison", "Besson Bisson", "Morin Marin", "Michel Michelet"),
    *("Nguyen Guyon", "Muller Millet", "Perrot Perret", "Sophie Sofia", "Blanc Blanche", "Brun Bruno"),
]


@pytest.mark.parametrize("half", HALVES)
def test_the_table_is_told_apart_by_sound(half: str) -> None:
    verdict = judge(half, phonetics.codes)
    assert verdict.recall >= 0.92, verdict.missed
    assert verdict.precision >= 0.95, verdict.wrong


def test_the_halves_of_the_table_are_drawn_by_seed() -> None:
    rows = spellings()
    drawn = held_out(max(row.family for row in rows))
    assert {row.family for row in rows if row.half == "held-out"} == drawn
    assert len(rows) == len({fold(row.name) for row in rows if row.half == "held-out"}) + len(
        {fold(row.name) for row in rows if row.half == "development"}
    )


@pytest.mark.parametrize("pair", ALIKE)
def test_names_that_sound_alike(pair: str) -> None:
    one, other = pair.split()
    assert phonetics.codes(one) & phonetics.codes(other)


@pytest.mark.parametrize("pair", APART)
def test_names_that_do_not(pair: str) -> None:
    one, other = pair.split()
    assert not phonetics.codes(one) & phonetics.codes(other)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Legoff", "Le Goff"),
        ("Le Gof", "Legoff"),
        ("Delatour", "de La Tour"),
        ("la tour", "de La Tour"),
        ("Saint Exupéry", "Saint-Exupéry"),
        ("St Exupery", "Saint-Exupéry"),
        ("Saintexupéry", "St Exupery"),
        ("Dormesson", "d’Ormesson"),
        ("Benali", "Ben Ali"),
        ("elkhouri", "El Khoury"),
        ("de", "DE"),
    ],
)
def test_particles_may_be_joined(typed: str, kept: str) -> None:
    assert phonetics.text_codes(typed) & phonetics.text_codes(kept)


def test_a_particle_says_nothing_beside_a_name() -> None:
    assert not phonetics.text_codes("Marc de Vogüé") & phonetics.text_codes("Anne de Castries")
    assert phonetics.text_codes("de") == phonetics.codes("de")


def test_a_rare_name_is_found_by_itself_only() -> None:
    names = {row.name for row in spellings() if "wojciechowski" not in row.sound.lower()}
    rare = phonetics.codes("Wojciechowski")
    assert [name for name in names if phonetics.codes(name) & rare] == []


@pytest.mark.parametrize("name", ["Hue", "Eu", "Haye", "Ay", "Ô", "Ng", "M"])
def test_a_single_sound_is_no_code(name: str) -> None:
    assert phonetics.codes(name) == {fold(name)}


@given(st.text(max_size=200))
def test_any_text_has_codes_of_bounded_number_and_length(text: str) -> None:
    found = phonetics.codes(text)
    assert len(found) <= READINGS_AT_MOST + 1
    assert all(re.fullmatch("[a-z]+|[A-Z123]+", code) and len(code) <= 2 * LETTERS_AT_MOST for code in found)
    assert phonetics.strict(text) in found or (phonetics.strict(text) == "" and not found)
    assert bool(found) == bool(re.search("[a-z]", fold(text)))
    assert all(phonetics.text_codes(text))
    assert bool(phonetics.loose(text)) == bool(found)


@given(st.text("abcçdeéèêëfghiïjklmnoôœpqrstuùvwxyzÉÀŒ-' ", max_size=40))
def test_case_changes_nothing_and_lost_accents_are_no_loss(text: str) -> None:
    for other in (text.upper(), text.lower(), unicodedata.normalize("NFD", text)):
        assert phonetics.codes(other) == phonetics.codes(text)
        assert phonetics.text_codes(other) == phonetics.text_codes(text)
    assert phonetics.codes(fold(text)) <= phonetics.codes(text)
    assert phonetics.text_codes(fold(text)) <= phonetics.text_codes(text)
    assert phonetics.strict(fold(text)) == phonetics.strict(text)
    assert phonetics.loose(fold(text)) == phonetics.loose(text)


@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=30))
def test_every_letter_but_h_is_read(word: str) -> None:
    patterns = re.compile("|".join(rule.spelling for rule in RULES))
    assert set(patterns.sub("", word)) <= {"h"}


def test_the_rules_are_read_alike_by_both_engines() -> None:
    """No capturing groups and nothing that only one of Python and JavaScript knows."""
    for spelling in [*(rule.spelling for rule in RULES), *(pattern for pattern, _ in LOOSER)]:
        assert not re.search(r"\((?!\?:|\?=|\?!|\?<=|\?<!)|\\", spelling), spelling
        assert re.compile(spelling).groups == 0
    assert all(re.fullmatch("[a-z]+", word) for pair in RESPELLED.items() for word in pair)


def test_the_phone_has_these_rules_and_vectors() -> None:
    """Run `python -m tests.backend.contacts.phonetics_vectors` after a change of the rules."""
    assert phonetics_vectors.RULES.read_text(encoding="utf-8") == phonetics_vectors.rules_text()
    assert phonetics_vectors.VECTORS.read_text(encoding="utf-8") == phonetics_vectors.vectors_text()
