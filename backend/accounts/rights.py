"""The roles a new installation has, as lists of rights. Code asks for rights, never for roles (RF-23)."""

from django.contrib.auth.models import Group, Permission

EDITOR = [
    "contacts.view_person",
    "contacts.change_person",
    "events.view_event",
    "events.change_event",
    "events.invite_guests",
    "checkins.view_board",
    "core.read_trace",
]
STEWARD = ["events.view_event", "checkins.view_board", "checkins.record_scan"]
MANAGER = ["contacts.view_person", "events.view_event", "checkins.view_board"]
ADMINISTRATOR = sorted(
    {*EDITOR, *STEWARD, "contacts.import_contacts", "checkins.manage_devices", "accounts.manage_users"}
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
NEEDS_SECOND_FACTOR = "accounts.manage_users"


def create_roles() -> None:
    """Create the roles that are missing; a role that exists keeps the rights it was given."""
    for name, rights in ROLES.items():
        group, created = Group.objects.get_or_create(name=name)
        if created:
            group.permissions.set([_permission(right) for right in rights])


def _permission(right: str) -> Permission:
    app, codename = right.split(".")
    return Permission.objects.get(content_type__app_label=app, codename=codename)
