"""Writing contacts, one module a subject."""

from backend.contacts.services.feeds import (
    accept_file,
    change_feed,
    create_feed,
    delete_feed,
    pause_feed,
    resume_feed,
    run_feed_now,
)
from backend.contacts.services.fields import (
    change_field,
    change_source,
    create_field,
    create_source,
    order_sources,
    retire_field,
)
from backend.contacts.services.moves import move_positions, undo_move
from backend.contacts.services.organisations import (
    change_organisation,
    create_organisation,
    delete_organisation,
    restore_organisation,
)
from backend.contacts.services.people import change_person, create_person, delete_person, restore_person
from backend.contacts.services.purge import purge_bin, purge_organisation, purge_person
from backend.contacts.services.vocabularies import (
    accept_term,
    change_term,
    create_term,
    merge_term,
    propose_term,
    reactivate_term,
    refuse_term,
    retire_term,
)

__all__ = [
    "accept_file",
    "accept_term",
    "change_feed",
    "change_field",
    "change_organisation",
    "change_person",
    "change_source",
    "change_term",
    "create_feed",
    "create_field",
    "create_organisation",
    "create_person",
    "create_source",
    "create_term",
    "delete_feed",
    "delete_organisation",
    "delete_person",
    "merge_term",
    "move_positions",
    "order_sources",
    "pause_feed",
    "propose_term",
    "purge_bin",
    "purge_organisation",
    "purge_person",
    "reactivate_term",
    "refuse_term",
    "restore_organisation",
    "restore_person",
    "resume_feed",
    "retire_field",
    "retire_term",
    "run_feed_now",
    "undo_move",
]
