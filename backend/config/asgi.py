"""HTTP and websockets of one process; served by daphne."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.config.settings")

import django

django.setup(set_prefix=False)

from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.security.websocket import OriginValidator  # noqa: E402
from django.conf import settings  # noqa: E402
from django.urls import path  # noqa: E402

from backend.config.handler import OneThreadHandler  # noqa: E402
from backend.live.consumer import LiveConsumer  # noqa: E402

# A host without a scheme stands for any scheme and port, as Channels reads it.
_origins = [settings.BASE_URL, *(host.strip("[]") for host in settings.ALLOWED_HOSTS if host != "*")]
_sockets = URLRouter([path("ws/live", LiveConsumer.as_asgi())])

application = ProtocolTypeRouter(
    {
        "http": OneThreadHandler(),
        "websocket": OriginValidator(AuthMiddlewareStack(_sockets), _origins),
    }
)
