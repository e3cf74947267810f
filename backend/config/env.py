"""Typed readers of the environment. A value that makes no sense stops the start with a sentence."""

import os
import re
from base64 import b64encode
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def flag(name: str, default: bool = False) -> bool:
    value = text(name, "1" if default else "0").lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off", ""}:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")


def integer(name: str, default: int, *, low: int = 0, high: int = 2**31) -> int:
    value = text(name, str(default))
    try:
        number = int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from None
    if not low <= number <= high:
        raise ImproperlyConfigured(f"{name} must be between {low} and {high}, not {number}.")
    return number


def words(name: str, default: str = "") -> list[str]:
    return [word for word in text(name, default).replace(",", " ").split() if word]


def secret(name: str) -> str:
    """The variable NAME, or the content of the file that NAME_FILE points to."""
    if value := text(name):
        return value
    path = text(f"{name}_FILE")
    if not path:
        return ""
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE cannot be read: {error.strerror}.") from None


def credentials(name: str) -> dict[str, str]:
    """Authorization headers by host, from lines such as `host Basic user:password` and `host Bearer token`."""
    found: dict[str, str] = {}
    for number, line in enumerate(secret(name).splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = line.split(maxsplit=2)
        if (
            len(parts) != 3
            or parts[1] not in {"Basic", "Bearer"}
            or (parts[1] == "Basic" and ":" not in parts[2])
        ):
            raise ImproperlyConfigured(
                f"{name}, line {number}: it must read `host Basic user:password` or `host Bearer token`."
            )
        host, scheme, value = parts[0].lower(), parts[1], parts[2].strip()
        found[host] = f"{scheme} {b64encode(value.encode()).decode() if scheme == 'Basic' else value}"
    return found


def base_url(name: str, default: str) -> str:
    """An origin such as https://relations.example.org, without a path."""
    value = text(name, default).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path:
        raise ImproperlyConfigured(f"{name} must look like https://host[:port], not {value!r}.")
    return value


def contact(name: str, default: str) -> str:
    """Where one writes to the operator: mailto:somebody@example.org or https://host/page (RFC 8292, 2.1)."""
    value = text(name) or default
    if not re.fullmatch(r"(mailto:[^@\s]+@[^@\s]+|https://\S+)", value):
        raise ImproperlyConfigured(f"{name} must look like mailto:name@host or https://host, not {value!r}.")
    return value


def database(name: str = "DATABASE_URL") -> dict[str, object]:
    """A Django DATABASES entry from postgresql://user:password@host:port/name[?sslmode=require]."""
    value = secret(name)
    if not value:
        raise ImproperlyConfigured(
            f"{name} is not set. Start with `make run`, or give postgresql://user:password@host:port/name."
        )
    parts = urlsplit(value)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ImproperlyConfigured(f"{name} must look like postgresql://user:password@host:port/name.")
    options = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(options.pop("host", parts.hostname or "")),
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(options),
    }


def smtp(name: str, default: str) -> dict[str, object]:
    """EMAIL_* settings from smtp://user:password@host:port, smtps:// (TLS) or smtp+tls:// (STARTTLS)."""
    parts = urlsplit(secret(name) or default)
    if parts.scheme not in {"smtp", "smtps", "smtp+tls"} or not parts.hostname:
        raise ImproperlyConfigured(f"{name} must look like smtp[s]://user:password@host:port.")
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or {"smtp": 25, "smtps": 465, "smtp+tls": 587}[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
    }
