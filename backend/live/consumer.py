"""The one websocket of the application, /ws/live: follow audiences, get their changes in order (CARD-1)."""

import asyncio
import contextlib
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer

from backend.live.audience import may_follow
from backend.live.feed import feed
from backend.live.publish import cursor_of, group_name
from backend.live.replay import Gone

NOT_SIGNED_IN = 4401
RIGHTS_CHECKED_EVERY = 30.0
AUDIENCES_AT_MOST = 50

_may_follow = database_sync_to_async(may_follow, thread_sensitive=False)
_cursor_of = database_sync_to_async(cursor_of, thread_sensitive=False)


def _fresh_user(user: Any, scope: Any) -> Any:
    """The user as the database has them now, or None: account closed, signed out, password changed."""
    session = scope.get("session")
    if session is not None and not session.exists(session.session_key):
        return None
    return type(user).objects.filter(pk=user.pk, is_active=True).first()


class LiveConsumer(AsyncJsonWebsocketConsumer):
    async def connect(self) -> None:
        self.user = self.scope["user"]
        self.cursors: dict[str, int] = {}
        self.turn = asyncio.Lock()
        self.watch: asyncio.Task[None] | None = None
        await self.accept()
        if not self.user.is_authenticated:
            await self.close(code=NOT_SIGNED_IN)
            return
        self.watch = asyncio.create_task(self._check_rights())

    async def disconnect(self, code: int) -> None:
        if self.watch:
            self.watch.cancel()
        for audience in list(getattr(self, "cursors", ())):
            await self._leave(audience)

    # What a client says

    async def receive(
        self, text_data: str | None = None, bytes_data: bytes | None = None, **kwargs: Any
    ) -> None:
        with contextlib.suppress(ValueError, RecursionError):
            content = await self.decode_json(text_data or "")
            if isinstance(content, dict):
                await self.receive_json(content)
                return
        await self.send_json({"type": "error", "code": "invalid"})

    async def receive_json(self, content: dict[str, Any], **kwargs: Any) -> None:
        audience = content.get("audience")
        match content.get("type"):
            case "ping":
                await self.send_json({"type": "pong"})
            case "follow" if isinstance(audience, str) and 0 < len(audience) <= 80:
                await self._follow(audience, content.get("since"))
            case "unfollow" if isinstance(audience, str):
                await self._leave(audience)
            case _:
                await self.send_json({"type": "error", "code": "invalid"})

    async def _follow(self, audience: str, since: Any) -> None:
        if len(self.cursors) >= AUDIENCES_AT_MOST or not await _may_follow(self.user, audience):
            await self.send_json({"type": "refused", "audience": audience, "code": "not_allowed"})
            return
        await self.channel_layer.group_add(group_name(audience), self.channel_name)
        async with self.turn:
            known = since if isinstance(since, int) and not isinstance(since, bool) and since >= 0 else None
            self.cursors[audience] = await _cursor_of(audience) if known is None else known
            await self.send_json(
                {"type": "following", "audience": audience, "cursor": self.cursors[audience]}
            )
            if known is not None:
                await self._catch_up(audience)

    async def _leave(self, audience: str) -> None:
        if self.cursors.pop(audience, None) is not None:
            await self.channel_layer.group_discard(group_name(audience), self.channel_name)

    # What the layer says

    async def live_announced(self, message: dict[str, Any]) -> None:
        async with self.turn:
            await self._catch_up(message["audience"], message["cursor"])

    async def live_resync(self, message: dict[str, Any]) -> None:
        async with self.turn:
            for audience in list(self.cursors):
                await self._catch_up(audience)

    async def _catch_up(self, audience: str, upto: int | None = None) -> None:
        since = self.cursors.get(audience)
        if since is None or (upto is not None and upto <= since):
            return
        try:
            for change in await feed.after(audience, since, upto):
                await self.send_json(change)
                self.cursors[audience] = change["cursor"]
        except Gone:
            self.cursors[audience] = await _cursor_of(audience)
            await self.send_json({"type": "refetch", "audience": audience, "cursor": self.cursors[audience]})

    # Rights can be withdrawn while a socket is open

    async def _check_rights(self) -> None:
        refresh = database_sync_to_async(_fresh_user, thread_sensitive=False)
        while True:
            await asyncio.sleep(RIGHTS_CHECKED_EVERY)
            user = await refresh(self.user, self.scope)
            if user is None:
                await self.close(code=NOT_SIGNED_IN)
                return
            self.user = user
            for audience in list(self.cursors):
                if not await _may_follow(user, audience):
                    await self._leave(audience)
                    await self.send_json({"type": "refused", "audience": audience, "code": "not_allowed"})
