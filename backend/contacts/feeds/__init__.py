"""Files that are fetched by themselves, from a URL or a watched folder (RF-8): see docs/imports.md, Feeds."""
