"""Nothing that points to a record is forgotten when the record is merged (RF-7)."""

from django.apps.registry import Apps
from django.db import models

from backend.contacts.merging.registry import foreign_key_named, foreign_keys, handled
from backend.contacts.models import Person


def test_every_foreign_key_to_a_record_has_a_merge_handler() -> None:
    """Yours is missing? backend/contacts/merging/handlers.py, or your AppConfig: `register_merge_handler`."""
    assert sorted(set(foreign_keys()) - handled()) == []


def test_no_handler_is_left_of_a_foreign_key_that_is_gone() -> None:
    assert sorted(handled() - set(foreign_keys())) == []
    assert all(foreign_key_named(label) for label in handled())


def test_a_new_foreign_key_is_noticed() -> None:
    class Visit(models.Model):
        person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
        friends = models.ManyToManyField(Person, related_name="+")

        class Meta:
            app_label = "contacts"
            apps = Apps()  # of its own: it is no table

    every: list[type[models.Model]] = [Visit, Visit.friends.through]
    assert sorted(foreign_keys(every)) == ["contacts.Visit.person", "contacts.Visit_friends.person"]
