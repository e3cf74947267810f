"""The PWA's pages: every address that is nobody else's gets the application, which knows its own routes."""

from pathlib import Path

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotFound
from django.views.decorators.http import require_safe

_NOT_BUILT = "L'application n'est pas construite : lancez « make run »."


@require_safe
def application(request: HttpRequest, path: str = "") -> HttpResponseBase:
    """A file of the build where there is one, otherwise its index page."""
    build: Path = settings.PWA_BUILD
    index = build / "index.html"
    if not index.exists():
        return HttpResponse(_NOT_BUILT, status=503, content_type="text/plain; charset=utf-8")
    wanted = (build / path).resolve()
    if path and wanted.is_relative_to(build) and wanted.is_file():
        return _file(wanted, immutable=path.startswith("_app/immutable/"))
    if path.startswith("_app/"):
        return HttpResponseNotFound()
    return _file(index, immutable=False)


def _file(path: Path, *, immutable: bool) -> FileResponse:
    response = FileResponse(path.open("rb"))
    response["Cache-Control"] = "public, max-age=31536000, immutable" if immutable else "no-cache"
    if path.suffix == ".webmanifest":
        response["Content-Type"] = "application/manifest+json"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    text = "La page a expiré. Revenez en arrière, rechargez-la et recommencez."
    return HttpResponse(text, status=403, content_type="text/plain; charset=utf-8")
