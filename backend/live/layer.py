"""A channel layer on PostgreSQL's LISTEN and NOTIFY: one listening connection a process, fan-out in process.

Made for announcements of a few bytes (an audience and a cursor), never for payloads: a NOTIFY is limited to
8,000 bytes, and what it announces is read from `live_change`. See docs/adr/0003.
"""

import asyncio
import json
import logging
import uuid
from typing import Any

import psycopg
from channels.exceptions import ChannelFull
from channels.layers import BaseChannelLayer
from django.conf import settings
from django.db import connection

log = logging.getLogger(__name__)
MAX_NOTIFY_BYTES = 7900


def _dsn() -> dict[str, Any]:
    params = connection.get_connection_params()
    for key in ("cursor_factory", "context", "prepare_threshold", "pool", "server_side_binding"):
        params.pop(key, None)
    return params


class PostgresChannelLayer(BaseChannelLayer):
    extensions = ["groups"]

    def __init__(self, expiry: int = 60, capacity: int = 1000, **_: Any) -> None:
        super().__init__(expiry=expiry, capacity=capacity)
        self._prefix = uuid.uuid4().hex[:12]
        self._queues: dict[str, asyncio.Queue[dict[str, Any]]] = {}
        self._groups: dict[str, set[str]] = {}
        self._listener: asyncio.Task[None] | None = None
        self._listening = asyncio.Event()

    # The Channels interface

    async def new_channel(self, prefix: str = "specific") -> str:
        await self._listen()
        name = f"{prefix}.{self._prefix}!{uuid.uuid4().hex}"
        self._queues[name] = asyncio.Queue()
        return name

    async def receive(self, channel: str) -> dict[str, Any]:
        await self._listen()
        queue = self._queues.setdefault(channel, asyncio.Queue())
        try:
            return await queue.get()
        except asyncio.CancelledError:
            self._queues.pop(channel, None)
            raise

    async def send(self, channel: str, message: dict[str, Any]) -> None:
        queue = self._queues.get(channel)
        if queue is None:
            await self._notify({"channel": channel, "message": message})
        elif queue.qsize() >= self.capacity:
            raise ChannelFull(channel)
        else:
            queue.put_nowait(message)

    async def group_add(self, group: str, channel: str) -> None:
        await self._listen()
        self._groups.setdefault(group, set()).add(channel)

    async def group_discard(self, group: str, channel: str) -> None:
        members = self._groups.get(group, set())
        members.discard(channel)
        if not members:
            self._groups.pop(group, None)

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        await self._notify({"group": group, "message": message})

    # PostgreSQL

    @property
    def is_listening(self) -> bool:
        return self._listening.is_set()

    async def _listen(self) -> None:
        if self._listener is None or self._listener.done():
            self._listener = asyncio.create_task(self._keep_listening())
        await asyncio.wait_for(self._listening.wait(), timeout=15)

    async def _keep_listening(self) -> None:
        """Listen for ever; after a lost connection tell every member to catch up."""
        pause = 0.1
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(**_dsn(), autocommit=True) as listening:
                    await listening.execute(f"LISTEN {settings.LIVE_CHANNEL}")
                    self._deliver_all({"type": "live.resync"})
                    self._listening.set()
                    pause = 0.1
                    async for notification in listening.notifies():
                        self._dispatch(notification.payload)
            except (psycopg.Error, OSError) as error:
                log.warning("Listening connection lost (%s); again in %.1f s.", type(error).__name__, pause)
            self._listening.clear()
            await asyncio.sleep(pause)
            pause = min(pause * 2, 5.0)

    async def _notify(self, envelope: dict[str, Any]) -> None:
        payload = json.dumps(envelope)
        if len(payload.encode()) > MAX_NOTIFY_BYTES:
            raise ValueError("A message of this layer holds an audience and a cursor, not a payload.")
        async with await psycopg.AsyncConnection.connect(**_dsn(), autocommit=True) as sending:
            await sending.execute("SELECT pg_notify(%s, %s)", [settings.LIVE_CHANNEL, payload])

    # Delivery in this process

    def _dispatch(self, payload: str) -> None:
        envelope = json.loads(payload)
        if audience := envelope.get("audience"):
            group = "live." + audience.replace(":", ".")
            self._deliver(self._groups.get(group, set()), {"type": "live.announced", **envelope})
        elif "group" in envelope:
            self._deliver(self._groups.get(envelope["group"], set()), envelope["message"])
        elif envelope.get("channel") in self._queues:
            self._deliver({envelope["channel"]}, envelope["message"])

    def _deliver_all(self, message: dict[str, Any]) -> None:
        self._deliver({name for members in self._groups.values() for name in members}, message)

    def _deliver(self, channels: set[str], message: dict[str, Any]) -> None:
        for channel in list(channels):
            queue = self._queues.get(channel)
            if queue is not None and queue.qsize() < self.capacity:
                queue.put_nowait(message)
