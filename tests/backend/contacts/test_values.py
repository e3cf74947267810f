"""Names, numbers and addresses: how they are compared, kept and shown (RF-3, RF-9)."""

import pytest

from backend.contacts.emails import read_email, split_emails
from backend.contacts.imports.cells import address_in, date_in, phones_in, split_name
from backend.contacts.names import civility, match_key, name_key, names_agree, sort_name
from backend.contacts.phones import read_phone, show_phone
from backend.contacts.search import query_words


@pytest.mark.parametrize(
    ("given", "family", "key"),
    [
        ("Hélène", "Lefèvre", "lefevre helene"),
        ("Jean-François", "de La Tour", "la tour jean francois"),
        ("Pénélope", "d'Ormesson", "ormesson penelope"),
        ("Rémi", "d’Ormesson", "ormesson remi"),
        ("Joachim", "du Bellay", "du bellay joachim"),
        ("", "Devos", "devos"),
        ("J.-F.", "Œuvrard", "oeuvrard j f"),
    ],
)
def test_names_sort_as_in_a_french_directory(given: str, family: str, key: str) -> None:
    assert sort_name(given, family) == key


@pytest.mark.parametrize(
    "spelling",
    [
        "France Télévisions",
        "FRANCE TELEVISIONS ",
        "France Télévisions SA",
        "France-Télévisions (S.A.)",
        "france televisions",
    ],
)
def test_an_organisation_has_one_key_whatever_the_spelling(spelling: str) -> None:
    assert match_key(spelling) == "france televisions"


def test_a_name_that_is_only_a_legal_form_keeps_it() -> None:
    assert match_key("SNC") == "snc"
    assert match_key(" ") == ""


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        (("Hélène", "Lefèvre"), ("HELENE", "LEFEVRE"), True),
        (("H.", "Lefèvre"), ("Hélène", "Lefèvre"), True),
        (("", "Lefèvre"), ("Hélène", "Lefèvre"), True),
        (("Hélène", "Lefèvre-Martin"), ("Hélène", "Lefèvre"), True),
        (("J.-F.", "de La Tour"), ("Jean-François", "de La Tour"), True),
        (("Paul", "Martin"), ("Marie", "Martin"), False),
        (("Zoé", "Baudouin"), ("Hélène", "Lefèvre"), False),
        (("H.", "L."), ("Hélène", "Lefèvre"), False),
    ],
)
def test_whether_two_names_can_be_one_person(
    one: tuple[str, str], other: tuple[str, str], agree: bool
) -> None:
    assert names_agree(name_key(*one), name_key(*other)) is agree


@pytest.mark.parametrize(
    ("typed", "kept", "extension"),
    [
        ("01 99 00 12 34", "+33199001234", ""),
        ("01.99.00.12.34", "+33199001234", ""),
        ("0199001234", "+33199001234", ""),
        ("+33 (0)1 99 00 12 34", "+33199001234", ""),
        ("0033199001234", "+33199001234", ""),
        ("01-99-00-12-34", "+33199001234", ""),
        ("01 99 00 12 34 poste 412", "+33199001234", "412"),
        ("+44 20 7946 0018", "+442079460018", ""),
    ],
)
def test_numbers_are_kept_in_one_form(typed: str, kept: str, extension: str) -> None:
    phone = read_phone(typed)
    assert phone is not None
    assert (phone.value, phone.extension) == (kept, extension)


@pytest.mark.parametrize("typed", ["12", "01 99 00 12", "pas de tél", "06 39 98 12 34 56 78 90", "", "=1+1"])
def test_what_nobody_could_ring_is_not_kept(typed: str) -> None:
    assert read_phone(typed) is None


def test_numbers_are_shown_as_they_are_said() -> None:
    assert show_phone("+33639981234") == "06 39 98 12 34"
    assert show_phone("+33199001234", "412") == "01 99 00 12 34 poste 412"
    assert show_phone("+442079460018") == "+44 20 7946 0018"
    assert show_phone("+33899001122") == "0 899 00 11 22"


def test_several_numbers_in_a_cell() -> None:
    found = [phone.value for _, phone in phones_in("01 99 00 12 34 / 06.39.98.12.34 ou 639980000") if phone]
    assert found == ["+33199001234", "+33639981234", "+33639980000"]


def test_addresses_are_kept_without_decoration() -> None:
    assert read_email("Zoé <mailto:Z.Baudouin@Radio.example>") == "z.baudouin@radio.example"
    assert read_email("zoe@@radio.example") is None
    assert split_emails("a@x.example; b@x.example / c@x.example\nd@x.example,e@x.example") == [
        f"{name}@x.example" for name in "abcde"
    ]


@pytest.mark.parametrize(
    ("whole", "parts"),
    [
        ("LEFÈVRE Hélène", ("Hélène", "LEFÈVRE")),
        ("Hélène Lefèvre", ("Hélène", "Lefèvre")),
        ("Lefèvre, Hélène", ("Hélène", "Lefèvre")),
        ("Jean-François de La Tour", ("Jean-François", "de La Tour")),
        ("DE LA TOUR Jean-François", ("Jean-François", "DE LA TOUR")),
        ("Baudouin", ("", "Baudouin")),
    ],
)
def test_a_whole_name_is_split(whole: str, parts: tuple[str, str]) -> None:
    assert split_name(whole) == parts


@pytest.mark.parametrize(
    ("text", "day"),
    [
        *(("4/5/1960", "1960-05-04"), ("04.05.1960", "1960-05-04"), ("1960-05-04", "1960-05-04")),
        *(("1960/05/04 00:00:00", "1960-05-04"), ("04.05.60", "1960-05-04"), ("4/5/60", "1960-05-04")),
        *(
            ("4 mai 1960", "1960-05-04"),
            ("1er févr. 1975", "1975-02-01"),
            ("Mercredi 4 mai 1960", "1960-05-04"),
        ),
        *(
            ("29/02/48", "1948-02-29"),
            ("29/2/00", "2000-02-29"),
            ("29.02.49", None),
            ("29 févr. 48", "1948-02-29"),
        ),
        *(("22040", "1960-05-04"), ("4/5/2060", None), ("mai 1960", None), ("31 avril 1960", None)),
        *(("1960", None), ("0/0/00", None), ("4/5/1860", None), ("", None)),
    ],
)
def test_birth_dates_as_they_are_typed(text: str, day: str | None) -> None:
    found = date_in(text, is_past=True)
    assert (str(found) if found else None) == day


def test_a_day_to_come_is_one_where_it_may_be() -> None:
    assert str(date_in("4/5/60")) == "2060-05-04"
    assert str(date_in("1er janvier 2099")) == "2099-01-01"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Tél. : 01 99 00 12 34", ["+33199001234"]),
        ("fixe 0199001234 / mob. 06 39 98 12 34", ["+33199001234", "+33639981234"]),
        ("standard", [None]),
        ("Bureau 12", [None]),
    ],
)
def test_numbers_behind_a_word(text: str, numbers: list[str | None]) -> None:
    assert [phone.value if phone else None for _, phone in phones_in(text)] == numbers


def test_small_things_of_cells() -> None:
    assert str(date_in("12/03/1975")) == "1975-03-12"
    assert date_in("vers 1960") is None
    kept = address_in("1 rue du Port", "1000", "Bourg-en-Bresse", "")
    assert kept is not None
    assert (kept.value, kept.postal_code) == ("1 rue du Port\n01000 Bourg-en-Bresse", "01000")
    assert [civility(text) for text in ("Madame", "M", "Dr")] == ["Mme", "M.", "Dr"]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("Lefèvre  HÉLÈNE", ["lefevre", "helene"]),
        ("06 12", ["0612"]),
        ("+33 (0)6 12", ["+33612"]),
        ("0033 6.12", ["+33612"]),
        ("baudouin 06-39", ["baudouin", "0639"]),
        ("d'Ormesson", ["d", "ormesson"]),
        ("France 2", ["france", "2"]),
        ("…", []),
    ],
)
def test_a_query_is_cut_into_words(query: str, words: list[str]) -> None:
    assert query_words(query) == words
