"""Personal links: computed, verified before any table is read, void as soon as there is a newer one."""

import base64
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.events.errors import LinkReplaced, LinkRevoked, LinkUnknown
from backend.events.guest_links import guest_of_link
from backend.events.links import read_token, token_of
from backend.events.models import Guest
from backend.events.services.guests import reissue_ticket, revoke_guest
from backend.events.services.selections import remove_guest
from tests.conftest import Cast


def test_a_token_leads_to_its_guest(guest: Guest) -> None:
    token = token_of(guest)
    assert len(token) == 46
    assert guest_of_link(token) == guest


def test_a_new_link_voids_the_former(cast: Cast, guest: Guest) -> None:
    former = token_of(guest)
    fresh = reissue_ticket(cast.editor.actor, event_id=guest.event_id, guest_id=guest.pk)
    with pytest.raises(LinkReplaced):
        guest_of_link(former)
    assert guest_of_link(token_of(fresh)).ticket_issue == 2


def test_a_withdrawn_guest_has_no_link(cast: Cast, guest: Guest) -> None:
    revoke_guest(cast.editor.actor, event_id=guest.event_id, guest_id=guest.pk)
    with pytest.raises(LinkRevoked):
        guest_of_link(token_of(guest))


def test_a_removed_guest_is_unknown(cast: Cast, guest: Guest) -> None:
    remove_guest(cast.editor.actor, user=cast.editor, event_id=guest.event_id, guest_id=guest.pk)
    with pytest.raises(LinkUnknown):
        guest_of_link(token_of(guest))


def test_a_version_that_was_never_given_is_unknown(guest: Guest) -> None:
    guest.link_version = 7
    with pytest.raises(LinkUnknown):
        guest_of_link(token_of(guest))


def test_links_of_a_former_secret_hold_while_it_is_listed(guest: Guest, settings: Any) -> None:
    token, former = token_of(guest), settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another secret " * 4, [former]
    assert read_token(token).guest_id == guest.pk
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(LinkUnknown):
        read_token(token)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bit=st.integers(0, 34 * 8 - 1))
def test_no_bit_can_be_changed(guest: Guest, bit: int) -> None:
    data = bytearray(base64.urlsafe_b64decode(token_of(guest) + "=="))
    data[bit // 8] ^= 1 << bit % 8
    with pytest.raises(LinkUnknown):
        read_token(base64.urlsafe_b64encode(bytes(data)).rstrip(b"=").decode())


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: token[:-1],
        lambda token: token + "A",
        lambda token: token + "==",
        lambda token: token[:-1] + chr(ord(token[-1]) + 1),
        lambda token: "é" + token[1:],
        lambda token: "A" * 46,
        lambda token: "",
        lambda token: " " + token,
        lambda token: token.replace("A", "+"),
    ],
)
def test_one_text_a_token(guest: Guest, spoil: Callable[[str], str]) -> None:
    with pytest.raises(LinkUnknown):
        read_token(spoil(token_of(guest)))
