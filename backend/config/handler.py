"""Django's ASGI handler for an application that is sync but for its sockets: a request is one visit to one thread.

Our middleware and views are sync. Django's own handler runs each sync-or-async middleware as a coroutine that goes
to a thread and back, twice a middleware, and starts a thread for each request; a check-in spent more time in that
than in the database. Here a fixed set of threads takes whole requests, from `request_started` to
`request_finished`; they are fewer than the pool has connections, so that none waits for one. See docs/adr/0006.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.handlers.base import BaseHandler
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import set_script_prefix


class OneThreadHandler(ASGIHandler):
    def __init__(self) -> None:
        BaseHandler.__init__(self)
        self.load_middleware(is_async=False)
        threads = ThreadPoolExecutor(settings.WEB_THREADS, thread_name_prefix="request")
        self._respond = sync_to_async(self.respond, thread_sensitive=False, executor=threads)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        try:
            response = await self._respond(scope, body)
        finally:
            body.close()
        await self.send_response(response, send)

    def respond(self, scope: Any, body: Any) -> HttpResponseBase:
        """Middleware, view and rendering; what was opened for the request is closed when it returns."""
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=type(self), scope=scope)
        request, refusal = self.create_request(scope, body)
        response: Any = self.get_response(request) if request is not None else refusal
        response._handler_class = type(self)
        whole = _whole(response)
        response.close()  # sends request_finished: the connection goes back to the pool
        return whole


def _whole(response: Any) -> HttpResponseBase:
    """RESPONSE with its content in memory; what is streamed here are small static files."""
    if not response.streaming:
        return response  # type: ignore[no-any-return]
    whole = HttpResponse(b"".join(response.streaming_content), status=response.status_code)
    whole.headers, whole.cookies = response.headers, response.cookies
    return whole
