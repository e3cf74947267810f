"""Django's ASGI handler with the whole chain of a request in one thread.

Our middleware and views are sync. Django would run each sync-or-async middleware as a coroutine that goes to the
thread and back, twice a middleware; a check-in spent more time in that than in the database (docs/adr/0006).
"""

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.base import BaseHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class OneThreadHandler(ASGIHandler):
    def __init__(self) -> None:
        BaseHandler.__init__(self)
        self.load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """Middleware, view and rendering, in the thread that belongs to this request."""
        return await sync_to_async(self.get_response, thread_sensitive=True)(request)
