"""The formats there are. A new one is a module copied from its sibling, and a line here."""

from backend.contacts.exports import delimited, html, labels, outlook, vcard, xlsx
from backend.contacts.exports.job import Format
from backend.contacts.exports.letters import merge, pdf

FORMATS: dict[str, Format] = {
    format.key: format
    for format in (
        xlsx.FORMAT,
        delimited.FORMAT,
        outlook.FORMAT,
        vcard.FORMAT,
        html.FORMAT,
        labels.FORMAT,
        merge.FORMAT,
        pdf.FORMAT,
    )
}
