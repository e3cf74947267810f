"""The PWA's pages: every address that is nobody else's gets the application, which knows its own routes."""

import mimetypes
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.views.decorators.http import require_safe

from backend.config.csp import policy, script_hashes

_TYPES = {".webmanifest": "application/manifest+json", ".js": "text/javascript", ".woff2": "font/woff2"}
_NOT_BUILT = "L’application n’est pas construite : lancez « make run »."


@require_safe
def application(request: HttpRequest, path: str = "") -> HttpResponse:
    """A file of the build where there is one, otherwise its index page."""
    build: Path = settings.PWA_BUILD
    index = build / "index.html"
    if not index.exists():
        return HttpResponse(_NOT_BUILT, status=503, content_type="text/plain; charset=utf-8")
    wanted = (build / path).resolve()
    if path and wanted.is_relative_to(build) and wanted.is_file():
        return _file(request, wanted, immutable=path.startswith("_app/immutable/"))
    if path.startswith("_app/"):
        return HttpResponseNotFound()
    response = _file(request, index, immutable=False)
    response["Content-Security-Policy"] = policy(script_hashes(index, index.stat().st_mtime_ns))
    return response


def _file(request: HttpRequest, path: Path, *, immutable: bool) -> HttpResponse:
    """PATH, in the smallest form that the build holds and the browser takes; the largest is 100 kB."""
    encoding, stored = _compressed(request, path)
    response = HttpResponse(stored.read_bytes(), content_type=_content_type(path))
    if encoding:
        response["Content-Encoding"] = encoding
    response["Vary"] = "Accept-Encoding"
    response["Cache-Control"] = "public, max-age=31536000, immutable" if immutable else "no-cache"
    return response


def _compressed(request: HttpRequest, path: Path) -> tuple[str, Path]:
    accepted = {part.split(";")[0].strip() for part in request.headers.get("Accept-Encoding", "").split(",")}
    for encoding, suffix in (("br", ".br"), ("gzip", ".gz")):
        stored = path.with_name(path.name + suffix)
        if encoding in accepted and stored.is_file():
            return encoding, stored
    return "", path


def _content_type(path: Path) -> str:
    guessed = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return f"{guessed}; charset=utf-8" if guessed.startswith(("text/", "application/manifest")) else guessed


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    text = "La page a expiré. Revenez en arrière, rechargez-la et recommencez."
    return HttpResponse(text, status=403, content_type="text/plain; charset=utf-8")
