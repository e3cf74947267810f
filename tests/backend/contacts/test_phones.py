"""Numbers that are read without the library come out as it would read them (RF-3)."""

from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contacts import phones
from backend.contacts.phones import Phone, read_phone

_between = st.sampled_from(["", " ", ".", "-"])
_pair = st.tuples(_between, st.integers(0, 99).map("{:02}".format)).map("".join)
typed = st.tuples(
    st.sampled_from(["0", "+33", "+33 ", "0033", "0033 "]),
    st.sampled_from("12345679"),
    st.tuples(_pair, _pair, _pair, _pair).map("".join),
).map("".join)


class _Never:
    def fullmatch(self, _: str) -> None:
        return None


@given(typed)
def test_an_ordinary_number_is_read_as_the_library_reads_it(text: str) -> None:
    quick = read_phone(text)
    with patch.object(phones, "_TYPED", _Never()):
        assert quick == read_phone(text)
    assert quick is not None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("06 39 98 12 34", Phone("+33639981234", is_mobile=True)),
        ("+33 1 99 00 12 34", Phone("+33199001234")),
        ("0199001234 poste 12", Phone("+33199001234", extension="12")),
        ("08 00 12 34 56", Phone("+33800123456")),
        ("06 39 98 12", None),
        ("٠٦ ٣٩ ٩٨ ١٢ ٣٤", Phone("+33639981234", is_mobile=True)),
    ],
)
def test_numbers_in_many_shapes(text: str, expected: Phone | None) -> None:
    assert read_phone(text) == expected
