"""Writing contacts, one module a subject."""

from backend.contacts.services.people import change_person, create_person, delete_person, restore_person

__all__ = ["change_person", "create_person", "delete_person", "restore_person"]
