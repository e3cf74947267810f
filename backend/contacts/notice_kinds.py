"""The kinds of notices about contacts, and how they come until a person decides otherwise.

Nothing here rings a phone by itself but what stops somebody's work.
"""

from notifications.kinds import NoticeKind

_GROUP = "Contacts"
_IMPORTS = "contacts.import_contacts"
_EXPORTS = "contacts.export_contacts"

KINDS = (
    NoticeKind(name="import_finished", label="Import terminé", group=_GROUP, right=_IMPORTS),
    NoticeKind(
        name="import_failed", label="Import interrompu ou illisible", group=_GROUP, right=_IMPORTS, push=True
    ),
    NoticeKind(name="import_undone", label="Import annulé", group=_GROUP, right=_IMPORTS),
    NoticeKind(
        name="feed_stopped",
        label="Import programmé arrêté",
        group=_GROUP,
        right=_IMPORTS,
        push=True,
        mail=True,
    ),
    NoticeKind(name="feed_failing", label="Import programmé sans fichier", group=_GROUP, right=_IMPORTS),
    NoticeKind(name="export_finished", label="Export prêt", group=_GROUP, right=_EXPORTS),
    NoticeKind(name="export_failed", label="Export interrompu", group=_GROUP, right=_EXPORTS, push=True),
    NoticeKind(
        name="list_change_requested",
        label="Demande de changement d’une de vos listes",
        group=_GROUP,
        right="contacts.change_person",
    ),
    NoticeKind(
        name="list_change_decided",
        label="Réponse à une de vos demandes",
        group=_GROUP,
        right="contacts.view_person",
    ),
    NoticeKind(
        name="term_proposed",
        label="Terme proposé pour une liste de valeurs",
        group=_GROUP,
        right="contacts.manage_vocabularies",
    ),
    NoticeKind(
        name="term_decided",
        label="Réponse à un terme que vous avez proposé",
        group=_GROUP,
        right="contacts.change_person",
    ),
    NoticeKind(
        name="duplicates_sought",
        label="Recherche de doublons terminée",
        group=_GROUP,
        right="contacts.merge_contacts",
    ),
)
