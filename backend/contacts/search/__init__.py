"""One box over every field of persons and organisations (RF-9). See docs/search.md."""

from backend.contacts.search.words import query_words

__all__ = ["query_words"]
