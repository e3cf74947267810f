"""Persons, organisations, and the positions that tie them: a position is what one addresses (RF-2 to RF-4).

Contact points belong to a person, an organisation or a position. `sort_name` and `summary` repeat
in a person what lists and phones need of that; whoever writes keeps them so (summaries.py).
"""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models

from backend.contacts.models.sources import DataSource
from backend.core.clock import today
from backend.core.models import Row


class Source(models.TextChoices):
    MANUAL = "manual", "Saisie"
    IMPORT = "import", "Import"
    GUEST = "guest", "Réponse d'un invité"
    PROPOSED = "proposed", "Contact proposé"


class Channel(models.TextChoices):
    """How somebody prefers to be reached (RF-3)."""

    NONE = "", "Sans préférence"
    EMAIL = "email", "E-mail"
    PHONE = "phone", "Téléphone"
    MOBILE = "mobile", "Mobile"
    SMS = "sms", "SMS"
    POST = "post", "Courrier"
    FAX = "fax", "Fax"
    SOCIAL = "social", "Réseau social"


class Organisation(Row):
    """MATCH_KEY (names.match_key) is what unites spellings: unique, deleted organisations included."""

    name = models.CharField(max_length=200)
    legal_name = models.CharField(max_length=200, blank=True)
    acronym = models.CharField(max_length=40, blank=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="parts")
    siren = models.CharField(max_length=9, blank=True)
    siret = models.CharField(max_length=14, blank=True)
    vat = models.CharField(max_length=20, blank=True)
    note = models.TextField(blank=True)
    custom = models.JSONField(default=dict)
    match_key = models.CharField(max_length=200, unique=True)
    sort_name = models.CharField(max_length=250, default="")
    search = models.TextField(default="")
    version = models.PositiveIntegerField(default=1)
    deleted_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="merged")

    untraced_columns = ("search", "sort_name", "match_key")

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(fields=["sort_name", "id"], name="organisation_by_name"),
            GinIndex(OpClass("search", name="gin_trgm_ops"), name="organisation_search"),
            models.Index(
                fields=["deleted_at", "id"],
                name="organisation_bin",
                condition=models.Q(deleted_at__isnull=False),
            ),
        ]


class Person(Row):
    """CUSTOM holds the values of the fields an administrator added, by FieldDefinition.key.

    PROVENANCE tells of each field who wrote it last: `{"birth_date": {"source": id, "at": iso, "verified": bool}}`.
    Who was merged is deleted, and MERGED_INTO says into whom: an old address still leads somewhere.
    """

    civility = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=80, blank=True)
    given_name = models.CharField(max_length=120, blank=True)
    family_name = models.CharField(max_length=120)
    birth_name = models.CharField(max_length=120, blank=True)
    birth_date = models.DateField(null=True)
    contact_type = models.CharField(max_length=80, blank=True)
    preferred_channel = models.CharField(max_length=10, choices=Channel.choices, blank=True)
    note = models.TextField(blank=True)
    custom = models.JSONField(default=dict)
    provenance = models.JSONField(default=dict)
    sort_name = models.CharField(max_length=250)
    summary = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    deleted_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="merged")
    source = models.CharField(max_length=12, choices=Source.choices, default=Source.MANUAL)
    data_source = models.ForeignKey(DataSource, null=True, on_delete=models.SET_NULL, related_name="+")
    origin_file = models.CharField(max_length=200, blank=True)
    origin_row = models.PositiveIntegerField(null=True)
    origin_import = models.ForeignKey(
        "contacts.Import", null=True, on_delete=models.SET_NULL, related_name="persons"
    )

    untraced_columns = ("sort_name", "summary", "provenance")

    class Meta:
        default_permissions = ("view", "change", "delete")
        permissions: ClassVar = [
            ("import_contacts", "Importer des contacts en masse"),
            ("export_contacts", "Exporter des contacts"),
            ("merge_contacts", "Fusionner des doublons"),
            ("view_sensitive", "Voir les champs sensibles (naissance, numéros privés, notes)"),
            ("manage_vocabularies", "Gérer les listes de valeurs"),
            ("configure_contacts", "Régler les champs, les sources et les règles"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["sort_name", "id"], name="person_by_name", condition=models.Q(deleted_at=None)
            ),
            models.Index(fields=["updated_at", "id"], name="person_changed"),
            models.Index(
                fields=["deleted_at", "id"], name="person_bin", condition=models.Q(deleted_at__isnull=False)
            ),
        ]

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


class Position(Row):
    """What a person does in an organisation, from a day to a day; current as long as it has not ended."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="positions")
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="positions"
    )
    function = models.CharField(max_length=200, blank=True)
    service = models.CharField(max_length=200, blank=True)
    started_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    preferred_channel = models.CharField(max_length=10, choices=Channel.choices, blank=True)
    custom = models.JSONField(default=dict)
    is_main = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(is_main=True), name="position_one_main"
            ),
        ]

    @property
    def is_current(self) -> bool:
        return self.ended_on is None or self.ended_on >= today()


class ContactPoint(Row):
    """One way to reach somebody. The state is the point's own: an address bounces, not a person.

    VALUE is the form that is compared: E.164 for numbers, lower case for e-mails, the lines of a postal address,
    whose parts are in ADDRESS (addresses/) and whose POSTAL_CODE and COUNTRY (ISO 3166-1 alpha-2; empty is France)
    are repeated for targeting. A private point is shown to those who hold `contacts.view_sensitive`.
    """

    class Kind(models.TextChoices):
        PHONE = "phone", "Téléphone"
        MOBILE = "mobile", "Mobile"
        FAX = "fax", "Fax"
        EMAIL = "email", "E-mail"
        SOCIAL = "social", "Réseau social"
        WEB = "web", "Site"
        ADDRESS = "address", "Adresse"

    class State(models.TextChoices):
        VALID = "valid", "Valable"
        BOUNCED = "bounced", "En erreur"
        REFUSED = "refused", "Refus d'être contacté"

    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="contact_points")
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.CASCADE, related_name="contact_points"
    )
    position = models.ForeignKey(Position, null=True, on_delete=models.CASCADE, related_name="contact_points")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    value = models.CharField(max_length=400)
    extension = models.CharField(max_length=20, blank=True)
    label = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.VALID)
    address = models.JSONField(default=dict)
    postal_code = models.CharField(max_length=12, blank=True)
    country = models.CharField(max_length=2, blank=True)
    is_private = models.BooleanField(default=False)
    is_main = models.BooleanField(default=False)
    rank = models.PositiveSmallIntegerField(default=0)
    verified_at = models.DateTimeField(null=True)
    data_source = models.ForeignKey(DataSource, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, organisation=None, position=None)
                | models.Q(person=None, organisation__isnull=False, position=None)
                | models.Q(person=None, organisation=None, position__isnull=False),
                name="contact_point_one_owner",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["kind", "value"], name="contact_point_value"),
            models.Index(
                fields=["postal_code"], name="contact_point_postcode", condition=~models.Q(postal_code="")
            ),
        ]


class Intermediary(Row):
    """Through whom a person is reached: an agent, an assistant, a press officer (RF-3).

    VIA is a person or an organisation. CHANNELS (of Channel) limits it to some; empty means all.
    """

    class Routing(models.TextChoices):
        REPLACES = "replaces", "Reçoit à sa place"
        COPIED = "copied", "En copie"
        CARE_OF = "care_of", "Aux bons soins de"

    principal = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="intermediaries")
    position = models.ForeignKey(Position, null=True, on_delete=models.CASCADE, related_name="intermediaries")
    via_person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="principals")
    via_organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.CASCADE, related_name="principals"
    )
    role = models.CharField(max_length=80, blank=True)
    routing = models.CharField(max_length=10, choices=Routing.choices, default=Routing.COPIED)
    channels = models.JSONField(default=list)
    started_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(via_person__isnull=False, via_organisation=None)
                | models.Q(via_person=None, via_organisation__isnull=False),
                name="intermediary_one_via",
            ),
        ]

    @property
    def is_current(self) -> bool:
        day = today()
        return (self.started_on is None or self.started_on <= day) and (
            self.ended_on is None or self.ended_on >= day
        )
