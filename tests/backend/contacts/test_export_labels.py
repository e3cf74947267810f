"""Address labels: six lines of 38 characters, where the sheet has its labels (RF-11, NF Z10-011)."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from pypdf import PdfReader

from backend.contacts.exports.labels.sheets import PAGE_HEIGHT, PAGE_WIDTH, SHEETS
from backend.contacts.models import ContactPoint, Intermediary, Organisation, Person
from fixtures.factories import person
from tests.backend.contacts.exporting import ask
from tests.conftest import Api, Cast

POINT = 72 / 25.4


@pytest.fixture
def editor(api: Callable[..., Api], cast: Cast) -> Api:
    return api(cast.editor)


@pytest.fixture
def labels(editor: Api, django_capture_on_commit_callbacks: Any) -> Callable[..., tuple[Any, list[Any]]]:
    """`labels(sheet=…)` -> the export, and for each page the texts with where they stand, in mm from the top."""

    def run(**options: Any) -> tuple[Any, list[Any]]:
        with django_capture_on_commit_callbacks(execute=True):
            answer = ask(editor, "labels", options=options)
            assert answer.status_code == 201, answer.content
        export = editor.get(f"/exports/{answer.json()['id']}").json()
        if export["status"] == "failed":
            return export, []
        reader = PdfReader(io.BytesIO(editor.get(f"/exports/{export['id']}/file").content))
        return export, [_texts(page) for page in reader.pages]

    return run


def _texts(page: Any) -> list[tuple[str, float, float]]:
    found: list[tuple[str, float, float]] = []

    def visit(text: str, _: Any, where: Any, *__: Any) -> None:
        if text.strip():
            found.append((text.strip(), where[4] / POINT, PAGE_HEIGHT - where[5] / POINT))

    page.extract_text(visitor_text=visit)
    return found


def _lives(who: Person, *lines: str, **fields: Any) -> ContactPoint:
    return ContactPoint.objects.create(person=who, kind="address", value="\n".join(lines), **fields)


def _addressed(number: int = 0) -> Person:
    who = person(family_name=f"Nom{number:03}")
    _lives(who, f"{number + 1} rue de l’Orme", "75011 Paris")
    return who


@pytest.mark.parametrize(("key", "count"), [("L7160", 21), ("L7163", 14), ("L7159", 24), ("L7162", 16)])
def test_the_labels_of_a_sheet_fill_a4_without_overlap(key: str, count: int) -> None:
    sheet = SHEETS[key]
    assert sheet.count == count
    corners = [sheet.corner(place) for place in range(count)]
    assert len(set(corners)) == count
    right, bottom = corners[-1][0] + sheet.width, corners[-1][1] + sheet.height
    assert (right + sheet.left, bottom + sheet.top) == pytest.approx((PAGE_WIDTH, PAGE_HEIGHT))
    assert sheet.left > 4
    assert sheet.top > 12


@pytest.mark.django_db
def test_a_label_has_the_six_lines_of_the_norm(labels: Any) -> None:
    who = person(civility="Mme", organisation="Radio Zéphyr", function="Directrice")
    _lives(who, "Bâtiment B", "12 bis, avenue de l’Église", "CS 40012", "75739 Paris CEDEX 15")
    export, [page] = labels(with_function=True)
    assert export["count"] == 1
    assert [text for text, *_ in page] == [
        "Mme Hélène Lefèvre",
        "Radio Zéphyr Directrice",
        "Bâtiment B",
        "12 BIS AVENUE DE L EGLISE",
        "CS 40012",
        "75739 PARIS CEDEX 15",
    ]
    assert len({round(left, 2) for _, left, _ in page}) == 1


@pytest.mark.django_db
def test_no_line_is_longer_than_38_characters_and_who_was_shortened_is_told(labels: Any) -> None:
    who = person(
        "Marie-Antoinette-Joséphine", "de La Rochefoucauld-Montmorency-Bouteville", organisation="X" * 60
    )
    _lives(who, "1234 boulevard du Général de Gaulle et de la Grande Armée", "75011 Paris")
    export, [page] = labels()
    assert all(len(text) <= 38 for text, *_ in page)
    assert export["report"]["shortened"] == 1
    [remark] = export["remarks"]
    assert (remark["kind"], remark["id"]) == ("shortened", str(who.pk))


@pytest.mark.django_db
@pytest.mark.parametrize("key", list(SHEETS))
def test_every_line_is_inside_its_own_label_from_the_start_that_was_asked_for(labels: Any, key: str) -> None:
    sheet = SHEETS[key]
    for number in range(sheet.count):
        _addressed(number)
    _, pages = labels(sheet=key, start=3)
    assert len(pages) == 2
    places = [*range(2, sheet.count), *range(2)]
    names = [text for page in pages for text, *_ in page if "Nom" in text]
    assert len(names) == sheet.count
    held = [(place // 1, text) for place, text in zip(places, names, strict=True)]
    assert [text[-3:] for _, text in held] == [f"{number:03}" for number in range(sheet.count)]
    lines = [text for page in pages for text in page]
    for number, place in enumerate(places):
        left, top = sheet.corner(place)
        for _, x, y in lines[number * 3 : number * 3 + 3]:
            assert left + 3 < x < left + sheet.width
            assert top + 1 < y < top + sheet.height - 1


@pytest.mark.django_db
def test_those_without_a_usable_address_are_left_out_and_listed(labels: Any) -> None:
    _addressed()
    wrong = {
        "Sans": (),
        "Refus": ("1 rue A", "75001 Paris"),
        "Code": ("1 rue A", "Paris"),
        "Prive": ("1 rue A", "75001 Paris"),
    }
    for name, lines in wrong.items():
        who = person(family_name=name)
        if lines:
            _lives(who, *lines, state="refused" if name == "Refus" else "valid", is_private=name == "Prive")
    export, [page] = labels()
    assert len(page) == 3
    why = {remark["name"].split()[-1]: remark["why"] for remark in export["remarks"]}
    assert why == {
        "Sans": "pas d’adresse postale",
        "Refus": "l’adresse a été refusée",
        "Code": "l’adresse n’a pas de code postal à cinq chiffres",
        "Prive": "pas d’adresse postale",
    }
    assert (export["count"], export["report"]["left_out"]) == (1, 4)


@pytest.mark.django_db
def test_with_no_address_at_all_there_is_no_sheet_but_a_reason(labels: Any) -> None:
    person()
    export, pages = labels()
    assert (export["status"], pages) == ("failed", [])
    assert "adresse" in export["failure"]


@pytest.mark.django_db
def test_the_address_of_the_organisation_serves_those_who_work_there(labels: Any) -> None:
    person(civility="M.", organisation="Radio Zéphyr")
    organisation = Organisation.objects.get()
    ContactPoint.objects.create(
        organisation=organisation, kind="address", value="10 rue de Bruxelles\n1000 Bruxelles\nBelgique"
    )
    _, [page] = labels()
    assert [text for text, *_ in page] == [
        "M. Hélène Lefèvre",
        "Radio Zéphyr",
        "10 RUE DE BRUXELLES",
        "1000 BRUXELLES",
        "BELGIQUE",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("routing", ["replaces", "care_of", "copied"])
def test_whoever_takes_the_post_of_somebody_gets_it(labels: Any, routing: str) -> None:
    star = person("Isabelle", "Étoile")
    _lives(star, "1 rue Haute", "75001 Paris")
    agent = person("Paul", "Agent")
    _lives(agent, "2 rue Basse", "69001 Lyon")
    Intermediary.objects.create(principal=star, via_person=agent, routing=routing, channels=["post"])
    _, [page] = labels()
    texts = [text for text, *_ in page]
    assert ("Aux bons soins de Paul Agent" in texts) == (routing == "care_of")
    assert ("Isabelle Étoile" in texts) == (routing != "replaces")
    assert texts.count("2 RUE BASSE") == (1 if routing == "copied" else 2)


@pytest.mark.django_db
def test_letters_that_the_face_lacks_are_printed_in_others(labels: Any) -> None:
    who = person("Наталья", "Ďurišin 你")
    _lives(who, "1 rue Haute", "75001 Paris")
    _, [page] = labels()
    assert page[0][0].startswith("Natal")
    assert "Ďurišin" in page[0][0]
