"""A strict Content-Security-Policy. The PWA's one inline script (SvelteKit's start) is allowed by its hash."""

import base64
import hashlib
import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse

_INLINE = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.S)
POLICY = {
    "default-src": "'none'",
    "script-src": "'self' 'wasm-unsafe-eval'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "frame-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "media-src": "'self' blob:",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
}


def policy(script_hashes: str = "") -> str:
    """The header's value; SCRIPT_HASHES are the `'sha256-…'` of inline scripts that may run."""
    allowed = {**POLICY, "script-src": f"{POLICY['script-src']} {script_hashes}".strip()}
    return "; ".join(f"{name} {value}" for name, value in allowed.items())


@lru_cache(maxsize=4)
def script_hashes(page: Path, changed_ns: int) -> str:
    """The hashes of the inline scripts of PAGE as it was at CHANGED_NS."""
    scripts = _INLINE.findall(page.read_text(encoding="utf-8"))
    digests = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    return " ".join(f"'sha256-{digest}'" for digest in digests)


class ContentSecurityPolicyMiddleware:
    """The policy on every answer that has none of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.header = policy()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.header)
        response.headers.setdefault("Permissions-Policy", "camera=(self), microphone=(), geolocation=()")
        return response
