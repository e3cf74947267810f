"""A mail server of one test: keeps what it takes, refuses what it is told to."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Postbox:
    """`refuse` holds the answer to RCPT for an address, `data` the answers to the next messages."""

    letters: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    data: list[str] = field(default_factory=list)
    connections: int = 0

    async def handle_EHLO(
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.data:
            answer = self.data.pop(0)
            if not answer.startswith("250"):
                return answer
        self.letters.append(bytes(envelope.content))
        self.recipients += envelope.rcpt_tos
        return "250 OK"
