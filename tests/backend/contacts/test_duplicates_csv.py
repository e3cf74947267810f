"""RF-7: `manage.py contacts_duplicates --csv` over any file, without a database."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from backend.contacts.errors import UnreadableFile
from backend.contacts.matching import headers
from backend.contacts.matching.normal import birth_digits
from backend.contacts.matching.table import read_records

FRENCH = [
    ["Réf", "Nom", "Prénom", "Date de naissance", "Adresse", "CP", "Ville", "Courriel", "Tél", "Employeur"],
    [
        "A 1",
        "Lefèvre",
        "Hélène",
        "12/03/1975",
        "12 rue de l’Écluse",
        "75015",
        "Paris",
        "",
        "0199001234",
        "Radio Littoral",
    ],
    [
        "A 2",
        "LEFEVRE",
        "Helene",
        "1975-03-12",
        "12, rue de l Ecluse",
        "75015",
        "PARIS",
        "",
        "01 99 00 12 34",
        "",
    ],
    ["A 3", "Haddad", "Karim", "02/11/1988", "3 quai des Brumes", "74000", "Annecy", "", "", ""],
]


def write(file: Path, rows: list[list[str]], *, encoding: str = "utf-8", separator: str = ";") -> Path:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows(rows)
    file.write_bytes(text.getvalue().encode(encoding))
    return file


def run(*arguments: Any, capsys: pytest.CaptureFixture[str]) -> Any:
    call_command("contacts_duplicates", *map(str, arguments), "--json")
    return json.loads(capsys.readouterr().out)["pairs"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_french_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], encoding: str, separator: str
) -> None:
    file = write(tmp_path / "contacts.csv", FRENCH, encoding=encoding, separator=separator)
    [pair] = run("--csv", file, "--id", "Réf", capsys=capsys)
    assert (pair["a"], pair["b"]) == ("A 1", "A 2")
    assert pair["score"] > 0.9
    assert "même date de naissance" in [reason["sentence"] for reason in pair["why"]]


def test_columns_named_by_hand(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [["clef", "x1", "x2", "x3"], *([row[0], row[1], row[2], row[3]] for row in FRENCH[1:])]
    file = write(tmp_path / "a.csv", rows)
    [pair] = run(
        "--csv", file, "--id", "clef", "--map", "surname=x1,given_name=x2,birth_date=x3", capsys=capsys
    )
    assert (pair["a"], pair["b"]) == ("A 1", "A 2")


def test_no_database_is_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without the `db` fixture, pytest-django refuses any connection."""
    assert run("--csv", write(tmp_path / "a.csv", FRENCH), "--id", "Réf", capsys=capsys)


def test_text_for_a_person(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("contacts_duplicates", "--csv", str(write(tmp_path / "a.csv", FRENCH)), "--id", "Réf")
    assert "même prénom" in capsys.readouterr().out


def test_headers_of_record_linkage_data() -> None:
    febrl = (
        "rec_id given_name surname street_number address_1 address_2 suburb postcode state date_of_birth ssn"
    )
    assert headers.guess(febrl.split()) == {
        "given_name": [1],
        "surname": [2],
        "address": [3, 4, 5],
        "city": [6],
        "postcode": [7],
        "birth_date": [9],
    }


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Nom", "surname"),
        ("NOM DE FAMILLE", "surname"),
        ("Prénoms", "given_name"),
        ("firstName", "given_name"),
        ("last_name", "surname"),
        ("DOB", "birth_date"),
        ("birth_date", "birth_date"),
        ("date_naissance", "birth_date"),
        ("Né(e) le", "birth_date"),
        ("Code postal", "postcode"),
        ("CP", "postcode"),
        ("zip_code", "postcode"),
        ("Commune", "city"),
        ("e-mail", "email"),
        ("Adresse e-mail", "email"),
        ("Mél", "email"),
        ("Téléphone portable", "phone"),
        ("phone_number", "phone"),
        ("Tél. fixe", "phone"),
        ("Organisme", "organisation"),
        ("company_name", "organisation"),
        ("employer", "organisation"),
        ("Adresse 1", "address"),
        ("N° de rue", "address"),
        ("Civilité", "civility"),
        ("sex", "civility"),
        ("Numéro de sécurité sociale", None),
        ("soc_sec_id", None),
        ("state", None),
        ("Notes", None),
    ],
)
def test_headers(header: str, field: str | None) -> None:
    found = headers.guess([header, "Given name"])
    assert [name for name, places in found.items() if 0 in places] == ([field] if field else [])


def test_a_name_without_a_given_name_is_the_whole_name() -> None:
    assert headers.guess(["Nom", "Ville"]) == {"full_name": [0], "city": [1]}


def test_birth_name_beside_the_married_name() -> None:
    found = headers.guess(["Nom de naissance", "Nom", "Prénom"])
    assert found == {"other_surname": [0], "surname": [1], "given_name": [2]}


def test_whole_names() -> None:
    assert headers.guess(["Nom et prénom"]) == headers.guess(["name"]) == {"full_name": [0]}


REFUSED = {
    "empty": (b"", "vide"),
    "blank": (b" \r\n", "vide"),
    "binary": (bytes(range(256)) * 4, "pas un tableau"),
    "no such column": (b"n;nom\n1;Martin\n", "Aucune colonne"),
    "ragged": ("Réf;Nom;Prénom\n1;Martin\n".encode(), "Ligne 2"),
    "ragged, too long": ("Réf;Nom;Prénom\n1;Martin;Zoé;de trop\n".encode(), "Ligne 2"),
    "twice": ("Réf;Nom\n1;Martin\n1;Petit\n".encode(), "plusieurs lignes"),
    "no identifier": ("Réf;Nom\n1;Martin\n;Petit\n".encode(), "Ligne 3"),
    "no person": ("Réf;couleur\n1;bleu\n".encode(), "--map"),
}


@pytest.mark.parametrize(("content", "said"), REFUSED.values(), ids=list(REFUSED))
def test_bad_files_end_with_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, said: str
) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(content)
    with pytest.raises(SystemExit) as stopped:
        call_command("contacts_duplicates", "--csv", str(file), "--id", "Réf", "--json")
    told = capsys.readouterr()
    assert stopped.value.code == 2
    assert said in told.err
    assert not told.out


@pytest.mark.parametrize(
    "arguments",
    [["--map", "couleur=Nom"], ["--map", "surname=Absent"], ["--map", "surname"], ["--threshold", "deux"]],
)
def test_bad_options_end_with_a_sentence(tmp_path: Path, arguments: list[str]) -> None:
    file = write(tmp_path / "a.csv", FRENCH)
    with pytest.raises(SystemExit) as stopped:
        call_command("contacts_duplicates", "--csv", str(file), "--id", "Réf", *arguments)
    assert stopped.value.code == 2


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile):
        read_records(tmp_path / "absent.csv")


def test_cells_of_several_values(tmp_path: Path) -> None:
    rows = [
        ["id", "full name", "phone", "email", "birth_year", "birth_month", "birth_day", "sex"],
        [
            "1",
            "Hélène LEFÈVRE",
            "01 99 00 12 34 / 06 39 98 00 01",
            "a@x.example; b@x.example",
            "1975",
            "3",
            "12",
            "F",
        ],
    ]
    [record] = read_records(write(tmp_path / "a.csv", rows, separator=","))
    assert (record.given_name, record.surname, record.civility) == ("Hélène", "LEFÈVRE", "Mme")
    assert record.birth_date == "1975-3-12"
    assert list(record.emails) == ["a@x.example", "b@x.example"]
    assert len(record.phones) == 2


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        *(("12/03/1975", "19750312"), ("1975-03-12", "19750312"), ("19750312", "19750312")),
        *(("12031975", "19750312"), ("12.03.75", "19750312"), ("1975-03-12T00:00:00", "19750312")),
        *(("12 mars 1975", "19750312"), ("1er mars 1975", "19750301"), ("12-Mar-75", "19750312")),
        *(("March 12, 1975", "19750312"), ("03/25/1975", "19750325"), ("né le 12/03/1975", "19750312")),
        *(("1975", "1975"), ("1975.0", "1975"), ("1975-00-00", "1975"), ("00/00/0000", ""), ("0/0/00", "")),
        *(("", ""), ("inconnu", ""), ("NaT", ""), ("03/1975", "")),
    ],
)
def test_birth_dates_as_they_are_typed(typed: str, digits: str) -> None:
    assert birth_digits(typed) == digits


PEOPLE = [
    ["1", "Hélène", "Lefèvre", "12/03/1975"],
    ["b-2", "HELENE", "LEFEVRE", "1975-03-12"],
    ["003", "Lefevre", "Hélène", "12 mars 1975"],  # in each other's place
    ["é 4", "Karim", "Haddad", "02/11/1988"],
    ["5", "Karim", "Haddad", "14/06/1951"],  # his father
]


@pytest.mark.parametrize(
    ("separator", "encoding"), [("|", "utf-8"), (";", "cp1252"), ("\t", "utf-16"), (",", "utf-8")]
)
def test_names_and_birth_dates_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], separator: str, encoding: str
) -> None:
    """Swapped names, dates of three shapes, ids that are text, and empty rows between them."""
    headers = ["rec_id", "given_name", "surname", "dob"]
    rows = [headers, *(line for each in PEOPLE for line in (each, ["", "", "", ""]))]
    file = write(tmp_path / "a.csv", rows, separator=separator, encoding=encoding)
    pairs = run("--csv", file, "--id", "rec_id", capsys=capsys)
    assert {(pair["a"], pair["b"]) for pair in pairs} == {("1", "b-2"), ("003", "1"), ("003", "b-2")}


def test_a_file_of_headers_alone_has_no_pairs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--csv", write(tmp_path / "a.csv", FRENCH[:1]), "--id", "Réf", capsys=capsys) == []


@pytest.mark.parametrize(
    ("whole", "given", "surname"),
    [("J.-L. Robert", "J.-L.", "Robert"), ("ROBERT J.", "J.", "ROBERT"), ("G. ROBERT", "G.", "ROBERT")],
)
def test_initials_are_no_surnames_in_capitals(tmp_path: Path, whole: str, given: str, surname: str) -> None:
    [record] = read_records(write(tmp_path / "a.csv", [["id", "name", "mail"], ["1", whole, ""]]))
    assert (record.given_name, record.surname) == (given, surname)


def test_stdout_is_json_whatever_happens_beside(tmp_path: Path) -> None:
    """As a program calls it: another process, warnings and logs included."""
    file = write(tmp_path / "a.csv", FRENCH)
    command = [
        sys.executable,
        "manage.py",
        "contacts_duplicates",
        "--csv",
        str(file),
        "--id",
        "Réf",
        "--json",
    ]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3])
    assert [(pair["a"], pair["b"]) for pair in json.loads(ran.stdout)["pairs"]] == [("A 1", "A 2")]
    assert not ran.stderr
