"""Looking for duplicates over the base, and what was decided of them (RF-7): docs/duplicates.md."""
