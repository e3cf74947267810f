"""A pretix event as a source of tickets (RF-15): its orders come in, who came goes back. docs/ticketing.md.

Written against the documentation of its REST API (docs.pretix.eu): orders, items, check-in lists, check-in.
"""
