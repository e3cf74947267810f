"""A door's copy of the roster, kept as a kiosk keeps it."""

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from backend.checkins.roster.schemas import RosterOut
from backend.door.roster import open_index, unpack_row
from backend.door.seal import ticket_key, unseal


@dataclass
class Copy:
    """The rows by guest id, and the names by guest id as far as the evening's KEY opens them."""

    ask: Callable[..., Any]
    key: bytes
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    names: dict[str, dict[str, Any]] = field(default_factory=dict)
    after: str | None = None
    since: str | None = None
    salt: bytes = b""

    def next(self, **params: Any) -> dict[str, Any]:
        """The next page, or what changed since the last one."""
        place = {"after": self.after} if self.after else {"since": self.since} if self.since else {}
        answer = self.ask("/checkins/roster", **place, **params)
        assert answer.status_code == 200, answer.content
        page: dict[str, Any] = answer.json()
        RosterOut.model_validate(page)
        if not page["complete"]:
            self.rows, self.names = {}, {}
        self.after, self.since = page["after"], page["since"]
        self.salt = base64.b64decode(page["salt"])
        for row in page["rows"]:
            self.rows[row["id"]] = row
        if page["index"]:
            for entry in open_index(self.key, base64.b64decode(page["index"])):
                self.names[entry["id"]] = entry
        for gone in page["removed"]:
            self.rows.pop(gone, None)
            self.names.pop(gone, None)
        return page

    def catch_up(self, **params: Any) -> "Copy":
        self.next(**params)
        while self.after:
            self.next(**params)
        return self

    def opened(self, code: str, ticket_id: bytes) -> dict[str, Any] | None:
        """The row that the ticket CODE opens; None: there is none. Raises SealBroken."""
        from backend.door.seal import row_tag

        tag = row_tag(self.salt, ticket_id)
        row = next((row for row in self.rows.values() if base64.b64decode(row["tag"]) == tag), None)
        if row is None:
            return None
        return unpack_row(unseal(ticket_key(self.salt, code), tag, base64.b64decode(row["sealed"][0])))

    def state(self) -> dict[str, Any]:
        """What the copy says; not how it was sealed, which is new each time."""
        return {
            guest_id: ({name: value for name, value in row.items() if name != "sealed"}, self.names[guest_id])
            for guest_id, row in self.rows.items()
        }


def copy_for(client: Any, **params: Any) -> Copy:
    answer = client.get("/checkins/session-key", **params)
    assert answer.status_code == 200, answer.content
    return Copy(client.get, base64.b64decode(answer.json()["key"]))
