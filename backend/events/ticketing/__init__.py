"""Tickets that another system sold: read, compared with the list, taken over, and told back (RF-15)."""
