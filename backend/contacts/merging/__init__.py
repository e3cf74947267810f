"""Merging records of one person or organisation, and undoing it (RF-7): docs/duplicates.md."""
