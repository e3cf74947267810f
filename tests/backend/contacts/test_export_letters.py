"""Mail merge: fields of Word, fields typed by hand, a letter a contact, no harm from a template (RF-11)."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from pypdf import PdfReader

from backend.contacts.exports.letters import soffice
from backend.contacts.exports.letters.archive import W
from backend.contacts.models import ContactPoint, LetterTemplate, Person
from fixtures.factories import person
from tests.backend.contacts.exporting import ask
from tests.backend.contacts.letter_templates import (
    field,
    merge_field,
    part,
    simple_field,
    template,
    with_margins,
    with_part,
)
from tests.conftest import Api, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(api: Callable[..., Api], cast: Cast) -> Api:
    return api(cast.editor)


def _send(api: Api, content: bytes, name: str = "vœux.docx") -> Any:
    return api.upload("/exports/templates", file=SimpleUploadedFile(name, content))


@pytest.fixture
def letters(editor: Api, django_capture_on_commit_callbacks: Any) -> Callable[..., Any]:
    """`letters(template)` -> the export, and the texts of its paragraphs."""

    def run(content: bytes, format: str = "letters") -> Any:
        sent = _send(editor, content)
        assert sent.status_code == 201, sent.content
        with django_capture_on_commit_callbacks(execute=True):
            answer = ask(editor, format, options={"template_id": sent.json()["id"]})
            assert answer.status_code == 201, answer.content
        export = editor.get(f"/exports/{answer.json()['id']}").json()
        if export["status"] == "failed":
            return export, b""
        return export, editor.get(f"/exports/{export['id']}/file").content

    return run


def _texts(content: bytes) -> list[str]:
    return [paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs if paragraph.text]


def _lives(who: Person, *lines: str) -> None:
    ContactPoint.objects.create(person=who, kind="address", value="\n".join(lines))


def test_fields_of_word_are_filled_whatever_their_shape(letters: Any) -> None:
    person(civility="Mme", organisation="Radio Zéphyr", function="directrice")
    content = template(
        ["Chère ", merge_field("Prénom"), " ", merge_field("Nom", r" \* Upper \* MERGEFORMAT"), ","],
        [merge_field("Type de contact", r' \b "Type : "'), merge_field("Fonction", r" \* FirstCap")],
        [simple_field(r' MERGEFIELD  "Organisme"  \* MERGEFORMAT ')],
        [field([" GREETINGLINE "], "Madame, Monsieur")],
    )
    _, made = letters(content)
    assert _texts(made) == ["Chère Hélène LEFÈVRE,", "Directrice", "Radio Zéphyr", "Madame,"]
    assert b"MERGEFIELD" not in part(made, "word/document.xml")
    bold = [run.bold for run in Document(io.BytesIO(made)).paragraphs[0].runs if run.text == "Hélène"]
    assert bold == [True]


def test_typed_fields_are_found_across_the_runs_that_word_makes(letters: Any) -> None:
    person()
    _, made = letters(template(["Bonjour {", "{ Pré", "nom }", "} et {{nom}}, {{ Nom complet }}."]))
    assert _texts(made) == ["Bonjour Hélène et Lefèvre, Hélène Lefèvre."]


def test_a_comparison_of_word_is_understood(letters: Any) -> None:
    person(civility="Mme")
    person("Paul", "Zola", civility="M.")
    compared = field(
        [
            " IF ",
            merge_field("Civilité", ""),
            ' = "Mme" "Chère ',
            merge_field("Prénom", ""),
            '" "Cher ',
            merge_field("Prénom", ""),
            '" ',
        ],
        "Cher",
    )
    _, made = letters(template([compared, ","]))
    assert _texts(made) == ["Chère Hélène,", "Cher Paul,"]


def test_each_letter_begins_on_its_own_page_and_is_numbered_from_one(letters: Any) -> None:
    for name in ("Alpha", "Bravo", "Charlie"):
        person(family_name=name)
    export, made = letters(template("Pour {{ Nom }}", "Fin"))
    assert export["count"] == 3
    assert _texts(made) == ["Pour Alpha", "Fin", "Pour Bravo", "Fin", "Pour Charlie", "Fin"]
    assert len(Document(io.BytesIO(made)).sections) == 3


def test_headers_and_footers_are_filled_for_each_letter(letters: Any, editor: Api) -> None:
    for family in ("Arnaud", "Baudouin", "Chevalier"):
        person("Zoé", family)
    content = with_margins(
        template("Bonjour {{ Prénom }}"),
        ["À ", merge_field("Nom")],
        ["Dossier {{ Nom }}, page ", field([" PAGE "], "1")],
    )
    sent = _send(editor, content).json()
    assert {each["name"] for each in sent["fields"]} == {"Prénom", "Nom"}
    _, made = letters(content)
    sections = Document(io.BytesIO(made)).sections
    assert [section.header.paragraphs[0].text for section in sections] == [
        "À Arnaud",
        "À Baudouin",
        "À Chevalier",
    ]
    assert [section.footer.paragraphs[0].text for section in sections] == [
        f"Dossier {name}, page 1" for name in ("Arnaud", "Baudouin", "Chevalier")
    ]
    assert not any(section.header.is_linked_to_previous for section in sections)


def test_a_header_that_has_no_field_is_one_for_all_letters(letters: Any) -> None:
    for family in ("Arnaud", "Baudouin"):
        person("Zoé", family)
    _, made = letters(
        with_margins(template("{{ Nom }}"), ["Maison de la presse"], ["Page ", field([" PAGE "], "1")])
    )
    sections = Document(io.BytesIO(made)).sections
    assert {section.header.paragraphs[0].text for section in sections} == {"Maison de la presse"}
    assert len({section.header.part.partname for section in sections}) == 1


def test_a_field_in_a_note_is_refused_with_the_reason(editor: Api) -> None:
    notes = (
        f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="2"><w:p><w:r><w:t>{{{{ Nom }}}}</w:t></w:r></w:p>'
        "</w:footnote></w:footnotes>"
    )
    refused = _send(editor, with_part(template("{{ Nom }}"), "word/footnotes.xml", notes.encode()))
    assert (refused.status_code, refused.json()["code"]) == (422, "template_not_supported")
    assert "note de bas de page" in refused.content.decode()


def test_the_address_is_a_block_of_lines_and_empty_lines_go(letters: Any) -> None:
    who = person(civility="Mme", organisation="Radio Zéphyr")
    _lives(who, "12 rue de l’Orme", "75011 Paris")
    person("Sans", "Adresse")
    export, made = letters(template("{{ Adresse complète }}", "{{ Service }}", "Madame,"))
    assert _texts(made) == ["Mme Hélène Lefèvre\nRadio Zéphyr\n12 RUE DE L ORME\n75011 PARIS", "Madame,"]
    assert len(Document(io.BytesIO(made)).paragraphs) == 2
    assert [remark["name"] for remark in export["remarks"]] == ["Sans Adresse"]


def test_what_a_contact_holds_is_text_and_nothing_else(letters: Any) -> None:
    Person.objects.filter(pk=person().pk).update(family_name="<w:p/>&{{ Notes }}\ue0000\ue001\x01")
    _, made = letters(template("[{{ Nom }}]"))
    [text] = _texts(made)
    assert text.startswith("[<w:p/>&{{ Notes }}")


def test_the_fields_found_are_told_and_unknown_ones_stop_the_export(editor: Api) -> None:
    person()
    sent = _send(
        editor, template("{{ Prénom }} {{ Courriel }} {{ Pointure }}", [merge_field("Code_postal")])
    ).json()
    assert [(each["name"], each["label"]) for each in sent["fields"]] == [
        ("Prénom", "Prénom"),
        ("Courriel", "E-mail"),
        ("Pointure", None),
        ("Code_postal", "Code postal"),
    ]
    refused = ask(editor, "letters", options={"template_id": sent["id"]})
    assert (refused.status_code, refused.json()["code"]) == (422, "unknown_fields")
    assert "Pointure" in refused.json()["detail"]


def test_nobody_reads_a_sensitive_field_through_a_template(api: Any, cast: Cast, editor: Api) -> None:
    from django.contrib.auth.models import Permission

    person(note="Discret")
    sent = _send(editor, template("{{ Notes }}")).json()
    assert sent["fields"] == [{"name": "Notes", "label": "Notes"}]
    cast.outsider.user_permissions.set(
        Permission.objects.filter(codename__in=["view_person", "export_contacts"])
    )
    reader = api(type(cast.outsider).objects.get(pk=cast.outsider.pk))
    assert reader.get("/exports/templates").json()["items"][0]["fields"][0]["label"] is None
    assert ask(reader, "letters", options={"template_id": sent["id"]}).status_code == 422


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("{{ ''.__class__.__mro__[1].__subclasses__() }}", "fields"),
        ("{% for x in range(10**9) %}{% endfor %} {{ Nom }}", "problem"),
        ("{{ config }} {{ Nom|attr('x') }}", "fields"),
    ],
)
def test_a_template_runs_no_code(editor: Api, text: str, left: str) -> None:
    sent = _send(editor, template(text))
    if left == "problem":
        assert (sent.status_code, sent.json()["code"]) == (422, "template_not_supported")
    else:
        assert None in [each["label"] for each in sent.json()["fields"]]


_RELATIONS = b"""<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" Target="http://evil.example/x"
 TargetMode="External"/></Relationships>"""


def _wrong() -> dict[str, tuple[bytes, str]]:
    good = template("{{ Nom }}")
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "x">]><w:document>&b;</w:document>'
    return {
        "text": (b"Nom", "not_a_docx"),
        "empty": (b"", "not_a_docx"),
        "cut": (good[:-200], "not_a_docx"),
        "old": (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "not_a_docx"),
        "macros": (with_part(good, "word/vbaProject.bin", b"x"), "template_has_macros"),
        "entities": (with_part(good, "word/document.xml", bomb), "not_a_docx"),
        "broken": (with_part(good, "word/document.xml", b"<w:document"), "not_a_docx"),
        "bomb": (with_part(good, "word/media/a.png", b"\0" * 70_000_000), "template_too_large"),
        "fetches": (with_part(good, "word/_rels/x.xml.rels", _RELATIONS % b"image"), "template_fetches"),
        "embeds": (with_part(good, "word/embeddings/a.docx", b"x"), "template_has_objects"),
        "reads files": (
            template([field([' INCLUDETEXT "/etc/pass', 'wd" '], "x"), "{{ Nom }}"]),
            "template_not_supported",
        ),
        "runs": (template([field([" DDE", "AUTO cmd "], "x"), "{{ Nom }}"]), "template_not_supported"),
        "nothing": (template("Bonjour"), "template_without_fields"),
    }


@pytest.mark.parametrize("name", list(_wrong()))
def test_a_template_that_could_do_harm_or_nothing_is_refused_with_a_reason(editor: Api, name: str) -> None:
    content, code = _wrong()[name]
    refused = _send(editor, content)
    assert (refused.status_code in (413, 422), refused.json()["code"]) == (True, code)
    assert not LetterTemplate.objects.exists()


def test_the_list_that_a_template_was_made_with_is_forgotten(letters: Any) -> None:
    person()
    good = template("{{ Nom }}")
    settings = part(good, "word/settings.xml").replace(
        b"</w:settings>",
        b'<w:mailMerge><w:mainDocumentType w:val="formLetters"/><w:query w:val="SELECT 1"/></w:mailMerge>'
        b"</w:settings>",
    )
    _, made = letters(with_part(good, "word/settings.xml", settings))
    assert b"mailMerge" not in part(made, "word/settings.xml")


def test_templates_are_shared_and_taken_away_by_their_author_or_an_administrator(
    editor: Api, api: Any, cast: Cast
) -> None:
    first, second = (_send(editor, template("{{ Nom }}")).json()["id"] for _ in range(2))
    colleague, admin = api(cast.colleague), api(cast.admin)
    assert len(colleague.get("/exports/templates").json()["items"]) == 2
    assert colleague.delete(f"/exports/templates/{first}").status_code == 403
    assert editor.delete(f"/exports/templates/{first}").status_code == 204
    assert admin.delete(f"/exports/templates/{second}").status_code == 204
    assert editor.delete(f"/exports/templates/{second}").status_code == 404


@pytest.mark.skipif(soffice.program() is None, reason="LibreOffice (soffice) is not on this machine")
def test_letters_as_pdf_have_a_page_each(letters: Any) -> None:
    for name in ("Alpha", "Bravo", "Éric Œuvré"):
        person(family_name=name)
    export, made = letters(template("Pour {{ Nom }}", "Fin"), "letters_pdf")
    assert export["status"] == "done", export["failure"]
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(made)).pages]
    assert [text.split("\n")[0].strip() for text in pages] == ["Pour Alpha", "Pour Bravo", "Pour Éric Œuvré"]


def test_a_server_without_libreoffice_says_so(letters: Any, editor: Api, monkeypatch: Any) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    person()
    export, _ = letters(template("{{ Nom }}"), "letters_pdf")
    assert export["status"] == "failed"
    assert "LibreOffice" in export["failure"]
    told = {each["key"]: each["why_not"] for each in editor.get("/exports/choices").json()["formats"]}
    assert "LibreOffice" in told["letters_pdf"]
    assert told["letters"] == ""


@pytest.mark.skipif(soffice.program() is None, reason="LibreOffice (soffice) is not on this machine")
def test_a_conversion_that_takes_too_long_is_stopped(letters: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(soffice, "SECONDS_AT_MOST", 0.01)
    person()
    export, _ = letters(template("{{ Nom }}"), "letters_pdf")
    assert export["status"] == "failed"
    assert "trop de temps" in export["failure"]
