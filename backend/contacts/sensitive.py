"""What is sensitive, and who sees it: birth dates, notes, private points, custom fields marked so.

The one place that decides. A `Sight` is what one reader sees; records, histories and exports are shown through it,
and writers are given it too: what they did not see, they can't erase.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from backend.contacts.models import ContactPoint, FieldDefinition

RIGHT = "contacts.view_sensitive"
PERSON_FIELDS = ("birth_date", "note")
ORGANISATION_FIELDS = ("note",)


@dataclass(frozen=True, slots=True)
class Sight:
    """SENSITIVE are the keys of the custom fields marked so, by owner; RETIRED ones are shown to nobody."""

    sees: bool
    sensitive: Mapping[str, frozenset[str]]
    retired: frozenset[str] = frozenset()

    def shows(self, point: ContactPoint) -> bool:
        return self.sees or not point.is_private

    def points(self, points: Iterable[ContactPoint]) -> list[ContactPoint]:
        return [point for point in points if self.shows(point)]

    def hides_key(self, key: str) -> bool:
        return not self.sees and any(key in keys for keys in self.sensitive.values())

    def custom(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {
            key: value for key, value in values.items() if key not in self.retired and not self.hides_key(key)
        }

    def hidden_keys(self, owner: str) -> list[str]:
        return [] if self.sees else sorted(self.sensitive.get(owner, ()))

    def hidden(self, owner: str, fields: Iterable[str]) -> list[str]:
        """What a screen says that it may not show, whether there is something or not."""
        if self.sees:
            return []
        return [*fields, "private_points", *(f"custom.{key}" for key in self.hidden_keys(owner))]


EVERYTHING = Sight(sees=True, sensitive={})
"""For background tasks and commands, which act for nobody in particular."""


def may_see_sensitive(user: Any) -> bool:
    return bool(user.has_perm(RIGHT))


def sight_of(user: Any) -> Sight:
    """What USER sees; asks the database once."""
    sensitive: dict[str, set[str]] = {}
    retired = set()
    for owner, key, is_sensitive, gone in FieldDefinition.objects.values_list(
        "owner", "key", "is_sensitive", "retired_at"
    ):
        if is_sensitive:
            sensitive.setdefault(owner, set()).add(key)
        if gone:
            retired.add(key)
    frozen = {owner: frozenset(keys) for owner, keys in sensitive.items()}
    return Sight(may_see_sensitive(user), frozen, frozenset(retired))
