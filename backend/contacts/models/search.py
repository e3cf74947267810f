"""What is searched: one row a person and an organisation, and every word that occurs in them (docs/search.md).

These tables repeat others and are made again from them (search/refresh.py), so nothing in them is traced. They hold
plain ids: they are no reference that keeps a row, or that a merge would have to move.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Left


class SearchRow(models.Model):
    """TEXT is folded, a space before each word, in parts that begin with `|x` (search/rows.py); NAMES is the first.

    PRIVATE is what only holders of `contacts.view_sensitive` may find. TOKENS are the words of TEXT, NAME_TOKENS
    those of NAMES. IS_PAST: the main position has ended, on ENDS_ON or before; the sweep keeps it true.
    """

    id = models.UUIDField(primary_key=True)
    sort_name = models.CharField(max_length=250, db_collation="C")
    names = models.TextField(db_collation="C")
    text = models.TextField(db_collation="C")
    private = models.TextField(default="", db_collation="C")
    tokens = ArrayField(models.TextField(db_collation="C"))
    name_tokens = ArrayField(models.TextField(db_collation="C"))
    ends_on = models.DateField(null=True)
    is_past = models.BooleanField(default=False)

    class Meta:
        abstract = True


class PersonSearch(SearchRow):
    """Of each person who is not in the bin; ID is the person's."""

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [
            GinIndex(OpClass("text", name="gin_trgm_ops"), name="person_search_text"),
            GinIndex(fields=["tokens"], name="person_search_tokens"),
            GinIndex(fields=["name_tokens"], name="person_search_names"),
            GinIndex(
                OpClass("private", name="gin_trgm_ops"),
                name="person_search_private",
                condition=~models.Q(private=""),
            ),
            models.Index(fields=["is_past", "sort_name", "id"], name="person_search_order"),
            models.Index(
                fields=["ends_on"], name="person_search_ends", condition=models.Q(ends_on__isnull=False)
            ),
        ]


class OrganisationSearch(SearchRow):
    """Of each organisation that is not in the bin; ID is the organisation's. Nothing of it is ever past."""

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [
            GinIndex(OpClass("text", name="gin_trgm_ops"), name="org_search_text"),
            GinIndex(fields=["tokens"], name="org_search_tokens"),
            GinIndex(fields=["name_tokens"], name="org_search_names"),
            models.Index(fields=["is_past", "sort_name", "id"], name="org_search_order"),
        ]


class LexiconToken(models.Model):
    """A word that occurs: in how many persons, in how many of their names, how it sounds, and its near spellings.

    COUNT and NAME_COUNT are exact after a recount, and COUNT is at least 1 for a word that is new, or that occurs
    in organisations only. CODES are the phonetic codes of VERSION. NEAR are hashes of the word with up to two
    letters left out (search/near.py).
    """

    token = models.CharField(max_length=60, primary_key=True, db_collation="C")
    count = models.IntegerField(default=1)
    name_count = models.IntegerField(default=0)
    codes = ArrayField(models.CharField(max_length=60, db_collation="C"), default=list)
    near = ArrayField(models.IntegerField(), default=list)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [
            GinIndex(fields=["codes"], name="lexicon_codes", fastupdate=False),
            GinIndex(fields=["near"], name="lexicon_near", fastupdate=False),
            models.Index(fields=["version"], name="lexicon_version"),
            models.Index(Left("token", 1), models.F("count").desc(), name="lexicon_one_letter"),
            models.Index(Left("token", 2), models.F("count").desc(), name="lexicon_two_letters"),
        ]


class SearchDue(models.Model):
    """What was changed and is not yet made again: written by triggers, whoever changes the row and however.

    TRANSACTION is the one that changed it; it makes its own rows again before it ends, and the sweep does the rest.
    """

    class Kind(models.TextChoices):
        PERSON = "p"
        ORGANISATION = "o"

    kind = models.CharField(max_length=1, choices=Kind.choices)
    owner_id = models.UUIDField()
    transaction = models.BigIntegerField(db_index=True)

    class Meta:
        default_permissions = ()


class SearchUpkeep(models.Model):
    """When a part of the upkeep was last done, by name, and how far it came."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
    place = models.UUIDField(null=True)

    class Meta:
        default_permissions = ()
