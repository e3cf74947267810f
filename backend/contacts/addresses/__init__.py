"""Postal addresses: read from free text, printed as NF Z10-011 wants. Pure: knows no database."""

from backend.contacts.addresses.address import Address, shown_lines
from backend.contacts.addresses.countries import country_code, country_name
from backend.contacts.addresses.printing import Printed, print_address, printed_lines
from backend.contacts.addresses.reading import read_address

__all__ = [
    "Address",
    "Printed",
    "country_code",
    "country_name",
    "print_address",
    "printed_lines",
    "read_address",
    "shown_lines",
]
