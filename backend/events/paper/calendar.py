"""The event for a guest's calendar (RFC 5545), with their own link inside."""

from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar
from icalendar import Event as Entry

from backend.core.clock import now
from backend.events.links import link_of
from backend.events.models import Guest


def as_ics(guest: Guest, link: str = "") -> bytes:
    """One entry, with LINK or the guest's own. Its UID is the same for ever, its SEQUENCE the event's version."""
    link = link or link_of(guest)
    event, zone = guest.event, ZoneInfo(guest.event.timezone)
    entry = Entry()
    entry.add("uid", f"{event.pk}@{urlsplit(settings.BASE_URL).hostname}")
    entry.add("sequence", event.version)
    entry.add("dtstamp", now())
    entry.add("last-modified", event.updated_at)
    entry.add("dtstart", event.starts_at.astimezone(zone))
    entry.add("dtend", event.ends_at.astimezone(zone))
    entry.add("summary", event.title)
    entry.add("location", event.place)
    entry.add("description", _description(guest, link))
    entry.add("url", link)
    entry.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    return _calendar(entry)


def _description(guest: Guest, link: str) -> str:
    parts = [guest.event.description.strip(), f"Votre invitation et votre billet : {link}"]
    return "\n\n".join(part for part in parts if part)


def _calendar(entry: Entry) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Entregent//Invitations//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(entry)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())
