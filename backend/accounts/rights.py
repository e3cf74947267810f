"""The roles a new installation has, as lists of rights. Code asks for rights, never for roles (RF-23)."""

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission

from backend.accounts.models import GivenRight

EDITOR = [
    "contacts.view_person",
    "contacts.change_person",
    "contacts.delete_person",
    "contacts.export_contacts",
    "contacts.view_sensitive",
    "events.view_event",
    "events.change_event",
    "events.invite_guests",
    "checkins.view_board",
    "checkins.decide_conflicts",
    "core.read_trace",
]
STEWARD = ["events.view_event", "checkins.view_board", "checkins.record_scan"]
MANAGER = ["contacts.view_person", "events.view_event", "checkins.view_board", "checkins.decide_conflicts"]
ADMINISTRATOR = sorted(
    {
        *EDITOR,
        *STEWARD,
        "contacts.import_contacts",
        "contacts.merge_contacts",
        "contacts.manage_vocabularies",
        "contacts.configure_contacts",
        "checkins.manage_devices",
        "webhooks.manage_webhooks",
        "events.manage_events",
        "accounts.manage_users",
    }
)
ROLES: dict[str, list[str]] = {
    "administrator": ADMINISTRATOR,
    "editor": EDITOR,
    "steward": STEWARD,
    "manager": MANAGER,
}
ROLE_LABELS = {
    "administrator": "Administrateur",
    "editor": "Rédacteur",
    "steward": "Agent d’accueil",
    "manager": "Responsable",
}
# Rights that v0.1.0 did not have; a role that it made was offered all the others.
_SINCE_FIRST_RELEASE = {
    "contacts.delete_person",
    "contacts.export_contacts",
    "contacts.view_sensitive",
    "contacts.merge_contacts",
    "contacts.manage_vocabularies",
    "contacts.configure_contacts",
    "checkins.decide_conflicts",
    "webhooks.manage_webhooks",
    "events.manage_events",
}
NEEDS_SECOND_FACTOR = "accounts.manage_users"


def create_roles() -> None:
    """Create the roles that are missing, and give each role once the rights that are new in this version.

    What an administrator took from a role stays taken: GivenRight remembers what was given.
    """
    for name, rights in ROLES.items():
        group, created = Group.objects.get_or_create(name=name)
        if not created and not GivenRight.objects.filter(role=name).exists():
            _remember(name, set(rights) - _SINCE_FIRST_RELEASE)
        given = set(GivenRight.objects.filter(role=name).values_list("right", flat=True))
        new = [right for right in rights if right not in given]
        group.permissions.add(*map(_permission, new))
        _remember(name, new)


def _remember(role: str, rights: Iterable[str]) -> None:
    GivenRight.objects.bulk_create(
        [GivenRight(role=role, right=right) for right in rights], ignore_conflicts=True
    )


def _permission(right: str) -> Permission:
    app, codename = right.split(".")
    return Permission.objects.get(content_type__app_label=app, codename=codename)
