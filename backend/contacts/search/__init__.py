"""One box over every field of persons and organisations (RF-9). See docs/search.md."""

from backend.contacts.search.words import SHORT, query_words, search_text

__all__ = ["SHORT", "query_words", "search_text"]
