"""Record-linkage data with its truth."""

from dataclasses import dataclass

from backend.contacts.matching import Record
from fixtures.duplicates import Made


@dataclass(frozen=True, slots=True)
class Linked:
    """RECORDS, and the true PAIRS of ids (the smaller first). With two FILES, pairs inside one do not count."""

    records: list[Record]
    pairs: set[tuple[str, str]]
    files: dict[str, str]

    def may_link(self, a: str, b: str) -> bool:
        return not self.files or self.files[a] != self.files[b]


def of_french(made: Made) -> Linked:
    records = [
        Record(
            id=row.id,
            given_name=row.prenom,
            surname=row.nom,
            civility=row.civilite,
            birth_date=row.naissance,
            address=row.adresse,
            postcode=row.code_postal,
            city=row.ville,
            emails=[row.courriel] if row.courriel else [],
            phones=[number for number in (row.telephone, row.portable) if number],
            organisation=row.organisme,
        )
        for row in made.records
    ]
    return Linked(records, made.pairs, {})
