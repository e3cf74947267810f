"""Parts that several domains' tests need."""

from collections.abc import Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from tests.backend.mailings.postbox import Postbox


class _Controller(Controller):
    """On a port that the system chooses."""

    def _trigger_server(self) -> None:
        server: Any = self.server
        self.port = server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@pytest.fixture
def postbox(settings: Any) -> Iterator[Postbox]:
    """A real SMTP server on a free port; letters go to it instead of anywhere else."""
    box = Postbox()
    controller = _Controller(box, hostname="127.0.0.1", port=0)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = controller.port
    yield box
    controller.stop()
