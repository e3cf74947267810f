"""Postal addresses: read, and printed as NF Z10-011 wants (RF-3, RF-4)."""

import re
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contacts.addresses import (
    Address,
    country_code,
    country_name,
    print_address,
    printed_lines,
    read_address,
    shown_lines,
)

PARTS = [field.name for field in fields(Address)]
LINE = re.compile(r"[A-Z0-9]+(?: [A-Z0-9]+)*")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("12, rue A, 75002 Paris", {"street": "12 rue A", "postal_code": "75002", "city": "Paris"}),
        ("12 rue A 75 002 PARIS", {"street": "12 rue A", "postal_code": "75002", "city": "PARIS"}),
        (
            "Appt 4\nBâtiment B\n116 avenue du Président Kennedy\nBP 12\n75220 Paris Cedex 16",
            {
                "delivery": "Appt 4",
                "building": "Bâtiment B",
                "street": "116 avenue du Président Kennedy",
                "place": "BP 12",
                "postal_code": "75220",
                "city": "Paris Cedex 16",
            },
        ),
        ("Le Bourg\nF-19000 Tulle", {"street": "Le Bourg", "postal_code": "19000", "city": "Tulle"}),
        ("3 quai A\n17000 Royan\nFrance", {"street": "3 quai A", "postal_code": "17000", "city": "Royan"}),
        (
            "Rue de la Loi 200\n1049 Bruxelles\nBelgique",
            {"street": "Rue de la Loi 200", "postal_code": "1049", "city": "Bruxelles", "country": "BE"},
        ),
        (
            "10 Downing Street\nLondon SW1A 2AA\nRoyaume-Uni",
            {"street": "10 Downing Street", "postal_code": "SW1A 2AA", "city": "London", "country": "GB"},
        ),
        ("98000 Monaco", {"postal_code": "98000", "city": "Monaco"}),
        ("", {}),
    ],
)  # fmt: skip
def test_free_text_is_read_into_parts(text: str, parts: dict[str, str]) -> None:
    assert read_address(text) == Address(**parts)


def test_a_long_address_takes_six_lines() -> None:
    address = read_address(
        "Appt 4\nBâtiment B\n116, avenue du Président Kennedy\nBP 12\n75220 Paris Cedex 16"
    )
    assert printed_lines(address, recipient="Mme Hélène Lefèvre") == [
        "Mme Hélène Lefèvre",
        "Appt 4",
        "Bâtiment B",
        "116 AVENUE DU PRESIDENT KENNEDY",
        "BP 12",
        "75220 PARIS CEDEX 16",
    ]


def test_words_are_shortened_only_where_a_line_is_too_long() -> None:
    short = Address(street="4 boulevard du Général Leclerc", postal_code="92110", city="Clichy")
    assert printed_lines(short)[0] == "4 BOULEVARD DU GENERAL LECLERC"
    long = Address(street="128 bis boulevard du Général Philippe Leclerc", postal_code="92110", city="Clichy")
    assert printed_lines(long)[0] == "128 BIS BD DU GENERAL PHILIPPE LECLERC"


def test_what_belongs_together_shares_a_line_when_there_are_more_than_six() -> None:
    address = Address("Escalier 2", "Tour Nord", "1 rue A", "CS 1", "75001", "Paris", "")
    printed = print_address(address, recipient="M. B", organisation="Radio C", service="Culture")
    assert printed.lines == [
        "M. B", "Radio C Culture", "Escalier 2 Tour Nord", "1 RUE A", "CS 1", "75001 PARIS",
    ]  # fmt: skip
    assert not printed.warnings


def test_a_foreign_address_ends_with_its_country_in_capitals() -> None:
    address = Address(street="Rue de la Loi 200", postal_code="1049", city="Bruxelles", country="BE")
    assert printed_lines(address)[-2:] == ["1049 BRUXELLES", "BELGIQUE"]
    assert printed_lines(Address(postal_code="SW1A 2AA", city="London", country="GB"))[0] == "LONDON SW1A 2AA"


def test_what_does_not_fit_is_said() -> None:
    printed = print_address(
        Address(city="Llanfairpwllgwyngyllgogerychwyrndrobwllllantysilio", postal_code="29000")
    )
    assert len(printed.lines[0]) <= 38
    assert printed.lines[0].startswith("29000")
    assert "38 caractères" in printed.warnings[0]


def test_overseas_france_needs_no_country() -> None:
    assert printed_lines(Address(postal_code="97400", city="Saint-Denis", country="RE")) == [
        "97400 SAINT DENIS"
    ]


@pytest.mark.parametrize("code", ["BE", "DE", "GB", "CI", "CA", "US"])
def test_countries_are_known_by_code_and_by_name(code: str) -> None:
    assert country_code(country_name(code)) == country_code(code.lower()) == code


words = st.text("abcdefghijéèçàœ'’- ABCDE0123456789.,;/\u00a0ñß", max_size=60)
codes = st.from_regex(r"[0-9]{5}", fullmatch=True)
addresses = st.builds(
    Address, words, words, words, words, codes, words, st.sampled_from(["", "BE", "GB", "RE"])
)


@given(addresses, words, words, words)
def test_never_more_than_six_lines_nor_a_line_longer_than_38(
    address: Address, recipient: str, organisation: str, service: str
) -> None:
    printed = print_address(address, recipient=recipient, organisation=organisation, service=service)
    assert len(printed.lines) <= 6
    assert all(0 < len(line) <= 38 for line in printed.lines)


@given(addresses, words)
def test_no_digit_is_lost_without_a_warning(address: Address, recipient: str) -> None:
    printed = print_address(address, recipient=recipient)
    said = "".join([recipient, *(getattr(address, part) for part in PARTS)])
    lost = sorted(re.findall(r"\d", said)) != sorted(re.findall(r"\d", "".join(printed.lines)))
    assert not lost or printed.warnings


@given(
    st.integers(1, 9999),
    st.text("abcdeé '-", min_size=1, max_size=200),
    st.from_regex(r"[0-9]{5}", fullmatch=True),
)
def test_the_number_and_the_postcode_are_always_printed(number: int, street: str, code: str) -> None:
    lines = printed_lines(Address(street=f"{number} {street}", postal_code=code, city=street))
    assert lines[0].split()[0] == str(number)
    assert lines[-1].split()[0] == code


@given(addresses)
def test_lines_sorted_by_machine_are_capitals_without_punctuation(address: Address) -> None:
    bare = Address(
        street=address.street, place=address.place, postal_code=address.postal_code, city=address.city
    )
    assert all(LINE.fullmatch(line) for line in printed_lines(bare))


@given(st.text("abc éÀ,;-\n\t0123456789'CEDEXFrance", max_size=120))
def test_reading_loses_no_letter_and_no_digit(text: str) -> None:
    read = read_address(text)
    kept = " ".join(getattr(read, part) for part in PARTS if part != "country")
    lost = set(re.findall(r"\w", text)) - set(re.findall(r"\w", kept))
    assert not lost or read.country or "rance" in text or re.search(r"F\s*-?\s*\d", text)


@given(
    st.integers(1, 9999),
    st.from_regex(r"[0-9]{5}", fullmatch=True),
    st.text("abcé-", min_size=1, max_size=30),
)
def test_an_address_survives_a_form_that_has_one_field_for_it(number: int, code: str, city: str) -> None:
    address = Address(street=f"{number} rue Haute", postal_code=code, city=f"V{city}l")
    assert read_address("\n".join(shown_lines(address))) == address


@pytest.mark.django_db
def test_addresses_of_the_first_version_get_their_parts() -> None:
    from importlib import import_module

    from django.apps import apps

    from backend.contacts.models import ContactPoint
    from fixtures.factories import person

    old = ContactPoint.objects.create(person=person(), kind="address", value="12, rue A\n19000 Tulle")
    import_module("backend.contacts.migrations.0010_addresses").read_old_addresses(apps, None)
    old.refresh_from_db()
    assert (old.postal_code, old.address["street"], old.value) == (
        "19000",
        "12 rue A",
        "12, rue A\n19000 Tulle",
    )
