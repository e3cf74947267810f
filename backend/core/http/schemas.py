"""The base of every schema that comes in: unknown fields and NUL characters are refused."""

from typing import Any

from ninja import Schema
from pydantic import ConfigDict, model_validator


class In(Schema):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _no_nul(cls, data: Any) -> Any:
        if _has_nul(getattr(data, "_obj", data)):
            raise ValueError("Ce texte contient des caractères interdits.")
        return data


def _all_required(schema: dict[str, Any]) -> None:
    schema["required"] = list(schema.get("properties", {}))


class Out(Schema):
    """What comes out always has all its fields; what comes in may leave out those with a default."""

    model_config = ConfigDict(json_schema_extra=_all_required)


def _has_nul(value: Any) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(_has_nul(key) or _has_nul(item) for key, item in value.items())
    if isinstance(value, list):
        return any(_has_nul(item) for item in value)
    return False
