"""The websocket, with its real channel layer on a real PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from channels.db import database_sync_to_async
from channels.layers import channel_layers
from channels.testing import WebsocketCommunicator
from django.contrib.auth.models import AnonymousUser

from backend.live import consumer as consumers
from backend.live.feed import Feed
from tests.backend.live.conftest import note

pytestmark = pytest.mark.django_db(transaction=True)
_note = database_sync_to_async(note, thread_sensitive=False)


class Socket:
    def __init__(self, link: WebsocketCommunicator) -> None:
        self.link = link

    async def say(self, **message: Any) -> None:
        await self.link.send_json_to(message)

    async def hear(self, count: int = 1) -> Any:
        heard = [await self.link.receive_json_from(timeout=10) for _ in range(count)]
        return heard[0] if count == 1 else heard


@pytest.fixture
def connect(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    monkeypatch.setattr(consumers, "feed", Feed())
    channel_layers.backends.clear()

    @asynccontextmanager
    async def open_socket(user: Any) -> AsyncIterator[Socket]:
        link = WebsocketCommunicator(consumers.LiveConsumer.as_asgi(), "/ws/live")
        link.scope["user"] = user
        connected, _ = await link.connect(timeout=10)
        assert connected
        yield Socket(link)
        await link.disconnect()
        layer = channel_layers["default"]
        if getattr(layer, "_listener", None):
            layer._listener.cancel()
            await asyncio.gather(layer._listener, return_exceptions=True)

    return open_socket


async def test_a_change_reaches_who_follows(cast: Any, connect: Callable[..., Any]) -> None:
    async with connect(cast.editor) as socket:
        await socket.say(type="follow", audience="room:editor")
        assert await socket.hear() == {"type": "following", "audience": "room:editor", "cursor": 0}
        await _note("room:editor", 7)
        change = await socket.hear()
        assert (change["cursor"], change["kind"], change["data"]) == (1, "noted", {"number": 7})


async def test_what_was_missed_is_replayed(cast: Any, connect: Callable[..., Any]) -> None:
    await _note("room:editor", 1, 2, 3)
    async with connect(cast.editor) as socket:
        await socket.say(type="follow", audience="room:editor", since=1)
        _, second, third = await socket.hear(3)
        assert [second["cursor"], third["cursor"]] == [2, 3]
        await _note("room:editor", 4)
        assert (await socket.hear())["cursor"] == 4


async def test_who_was_away_too_long_fetches_again(cast: Any, connect: Callable[..., Any]) -> None:
    await _note("room:editor", 1)
    async with connect(cast.editor) as socket:
        await socket.say(type="follow", audience="room:editor", since=99)
        _, refetch = await socket.hear(2)
        assert refetch == {"type": "refetch", "audience": "room:editor", "cursor": 1}


@pytest.mark.parametrize("audience", ["room:admin", "nothing:1", "event:x", "contacts", "user:1", ""])
async def test_somebody_without_the_right_is_refused(
    cast: Any, connect: Callable[..., Any], audience: str
) -> None:
    async with connect(cast.outsider) as socket:
        await socket.say(type="follow", audience=audience)
        assert (await socket.hear())["type"] in ("refused", "error")
        await _note(audience or "room:x", 1)
        assert await socket.link.receive_nothing(timeout=0.3)


async def test_an_account_that_lacks_its_second_factor_follows_nothing(
    cast: Any, connect: Callable[..., Any], settings: Any
) -> None:
    settings.DEMO = False
    async with connect(cast.admin) as socket:
        for audience in ("contacts", f"user:{cast.admin.pk}"):
            await socket.say(type="follow", audience=audience)
            assert (await socket.hear())["type"] == "refused"


async def test_signed_out_is_closed(db: None, connect: Callable[..., Any]) -> None:
    async with connect(AnonymousUser()) as socket:
        closed = await socket.link.receive_output(timeout=5)
        assert (closed["type"], closed["code"]) == ("websocket.close", consumers.NOT_SIGNED_IN)


@pytest.mark.parametrize("text", [" ", "{", "[]", "null", '{"type": 1}', '{"type": "follow"}', "[" * 9000])
async def test_nonsense_is_answered_and_the_socket_lives(
    cast: Any, connect: Callable[..., Any], text: str
) -> None:
    async with connect(cast.editor) as socket:
        await socket.link.send_to(text_data=text)
        assert (await socket.hear())["type"] == "error"
        await socket.say(type="ping")
        assert await socket.hear() == {"type": "pong"}


async def test_a_right_withdrawn_ends_the_following(
    cast: Any, connect: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumers, "RIGHTS_CHECKED_EVERY", 0.05)
    async with connect(cast.editor) as socket:
        await socket.say(type="follow", audience="room:editor")
        await socket.hear()
        cast.editor.username = "nobody"
        await cast.editor.asave()
        assert (await socket.hear())["type"] == "refused"
