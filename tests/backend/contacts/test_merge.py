"""Merging persons (RF-7): the best of all values, no double, no address that is written to against a refusal."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from backend.contacts.errors import ContactChangedMeanwhile, ContactNotFound, MergedMeanwhile
from backend.contacts.merging.organisations import merge_organisations
from backend.contacts.merging.persons import merge_persons
from backend.contacts.merging.undo import unmerge
from backend.contacts.models import (
    Classification,
    ContactPoint,
    DataSource,
    Import,
    ImportRow,
    Intermediary,
    MergeOperation,
    Organisation,
    Person,
    Position,
    SurvivorshipRule,
    Term,
)
from backend.contacts.services import delete_person
from backend.core.actor import task
from backend.core.clock import now
from backend.core.errors import Invalid
from backend.events.models import Event, Guest
from backend.live.replay import changes_after
from fixtures.factories import person
from tests.backend.contacts.merging import state
from tests.conftest import Api, Cast

pytestmark = pytest.mark.django_db
ACTOR = task("tests")


def _merge(keep: Person, *losers: Person, **more: Any) -> MergeOperation:
    return merge_persons(ACTOR, keep=keep.pk, losers=[loser.pk for loser in losers], **more)


def _values(kept: Person) -> set[str]:
    return set(ContactPoint.objects.filter(person=kept).values_list("value", flat=True))


def test_points_are_united_without_doubles() -> None:
    kept = person(emails=("h@littoral.example",), phones=("01 99 00 12 34",))
    gone = person("H.", "LEFEVRE", emails=("h@littoral.example", "helene@x.example"))
    _merge(kept, gone)
    assert _values(kept) == {"h@littoral.example", "helene@x.example", "+33199001234"}
    assert ContactPoint.objects.filter(person=kept, kind="email", is_main=True).count() == 1


@pytest.mark.parametrize(
    ("mine", "theirs", "kept_state"),
    [
        ("valid", "refused", "refused"),
        ("refused", "valid", "refused"),
        ("bounced", "refused", "refused"),
        ("valid", "bounced", "bounced"),
    ],
)
def test_the_stricter_state_of_an_address_wins(mine: str, theirs: str, kept_state: str) -> None:
    kept, gone = person(emails=("h@x.example",)), person(emails=("h@x.example",))
    ContactPoint.objects.filter(person=kept).update(state=mine)
    ContactPoint.objects.filter(person=gone).update(state=theirs)
    _merge(kept, gone)
    assert [point.state for point in ContactPoint.objects.filter(person=kept)] == [kept_state]
    told = Person.objects.get(pk=kept.pk).summary["emails"]
    assert told == (["h@x.example"] if kept_state == "valid" else [])


def test_a_refusal_holds_for_the_same_address_of_a_position() -> None:
    kept = person(organisation="Radio Littoral")
    job = kept.positions.get()
    ContactPoint.objects.create(position=job, kind="email", value="h@x.example")
    gone = person(emails=("h@x.example",))
    ContactPoint.objects.filter(person=gone).update(state="refused", is_private=True)
    _merge(kept, gone)
    found = ContactPoint.objects.filter(value="h@x.example")
    assert {(point.state, point.is_private) for point in found} == {("refused", True)}
    assert found.count() == 2


def test_the_same_job_is_one_position_and_others_move() -> None:
    kept = person(organisation="Radio Littoral", function="Rédactrice en chef")
    gone = person(organisation="RADIO LITTORAL SA", function="rédactrice en chef")
    other = Position.objects.create(person=gone, function="Autrice", organisation=None)
    at_work = ContactPoint.objects.create(
        position=gone.positions.get(is_main=True), kind="phone", value="+33199001234"
    )
    _merge(kept, gone)
    assert set(Position.objects.filter(person=kept).values_list("function", flat=True)) == {
        "Rédactrice en chef",
        "Autrice",
    }
    main = Position.objects.get(person=kept, is_main=True)
    assert Position.objects.get(pk=other.pk).person_id == kept.pk
    assert ContactPoint.objects.get(pk=at_work.pk).position_id == main.pk


def test_an_ended_job_is_not_the_current_one() -> None:
    kept = person(organisation="Radio Littoral", function="Journaliste")
    gone = person(organisation="Radio Littoral", function="Journaliste")
    gone.positions.update(ended_on=date(2024, 6, 30))
    _merge(kept, gone)
    assert Position.objects.filter(person=kept).count() == 2


def test_terms_intermediaries_and_import_rows_follow() -> None:
    kept, gone, agent = person(), person(), person("Paul", "Agent")
    term, other = (
        Term.objects.create(vocabulary="domain", label=label, match_key=label)
        for label in ("culture", "sport")
    )
    for held, owner in ((term, kept), (term, gone), (other, gone)):
        Classification.objects.create(term=held, person=owner)
    Intermediary.objects.create(principal=gone, via_person=agent)
    Intermediary.objects.create(principal=agent, via_person=gone)
    Intermediary.objects.create(principal=gone, via_person=kept)
    batch = Import.objects.create(file_name="x", file_digest="x")
    ImportRow.objects.create(batch=batch, row=1, outcome="create", person=gone)
    _merge(kept, gone)
    assert set(kept.classifications.values_list("term", flat=True)) == {term.pk, other.pk}
    assert Intermediary.objects.filter(principal=kept, via_person=agent).count() == 1
    assert Intermediary.objects.filter(principal=agent, via_person=kept).count() == 1
    assert not Intermediary.objects.filter(principal=kept, via_person=kept).exists()
    assert ImportRow.objects.get().person_id == kept.pk


def test_values_survive_by_rule_and_the_operation_says_why() -> None:
    believed = DataSource.objects.create(name="Annuaire officiel", rank=1)
    kept = person("Hélène", "Lefèvre", title="Mme", civility="Mme", note="Aime la radio.")
    gone = person("Helene", "LEFEVRE", title="Dr", birth_date=date(1970, 3, 2), note="Allergique aux noix.")
    Person.objects.filter(pk=gone.pk).update(
        provenance={"title": {"source": str(believed.pk), "at": now().isoformat(), "verified": False}}
    )
    done = _merge(kept, gone)
    merged = Person.objects.get(pk=kept.pk)
    assert (merged.given_name, merged.family_name) == ("Hélène", "Lefèvre")
    assert merged.title == "Dr"
    assert merged.birth_date == date(1970, 3, 2)
    assert merged.note == "Aime la radio.\n\nAllergique aux noix."
    assert merged.provenance["title"]["source"] == str(believed.pk)
    assert {name: done.choices[name]["reason"] for name in ("title", "birth_date", "note", "civility")} == {
        "title": "source",
        "birth_date": "only",
        "note": "both",
        "civility": "only",
    }


def test_who_wrote_a_position_last_goes_with_it() -> None:
    """Of the same job kept once, for what the other one filled in; and an undoing gives it all back."""
    kept = person(organisation="Radio Littoral")
    gone = person(organisation="Radio Littoral", function="Journaliste")
    other = Position.objects.create(person=gone, function="Autrice", custom={"desk": "A 1"})
    same, main = gone.positions.get(organisation__isnull=False), kept.positions.get()
    Position.objects.filter(pk=same.pk).update(custom={"desk": "B 2", "floor": 3})
    Position.objects.filter(pk=main.pk).update(custom={"desk": "B 2"})
    names = [f"{same.pk}.{name}" for name in ("function", "custom.desk", "custom.floor")]
    names += [f"{other.pk}.{name}" for name in ("function", "custom.desk")]
    told = {
        f"position.{name}": {"source": name, "at": now().isoformat(), "verified": False} for name in names
    }
    Person.objects.filter(pk=gone.pk).update(provenance=told)
    before = state()
    done = _merge(kept, gone)
    found = Person.objects.get(pk=kept.pk).provenance
    assert {name: one["source"] for name, one in found.items() if name.startswith("position.")} == {
        f"position.{main.pk}.function": f"{same.pk}.function",
        f"position.{main.pk}.custom.floor": f"{same.pk}.custom.floor",
        f"position.{other.pk}.function": f"{other.pk}.function",
        f"position.{other.pk}.custom.desk": f"{other.pk}.custom.desk",
    }
    unmerge(ACTOR, operation=done)
    assert state() == before


def test_an_administrator_decides_which_criterion_comes_first() -> None:
    kept, gone = person(title="Professeure"), person(title="Dr")
    assert _surviving_title(kept, gone) == "Dr"  # by default the newest
    SurvivorshipRule.objects.create(kind="person", field="title", criteria=["complete", "newest"])
    assert _surviving_title(kept, gone) == "Professeure"


def test_a_record_with_a_verified_contact_point_is_believed() -> None:
    kept, gone = person(title="Professeure", emails=("h@x.example",)), person(title="Dr")
    position = Position.objects.filter(person=kept).first() or Position.objects.create(person=kept)
    ContactPoint.objects.create(position=position, kind="phone", value="+33199001234", verified_at=now())
    assert _surviving_title(kept, gone) == "Professeure"
    ContactPoint.objects.create(person=gone, kind="phone", value="+33199001235", verified_at=now())
    assert _surviving_title(kept, gone) == "Dr"  # both are: the newest


def _surviving_title(kept: Person, gone: Person) -> str:
    done = _merge(kept, gone)
    title = Person.objects.get(pk=kept.pk).title
    unmerge(ACTOR, operation=done)
    return title


def test_a_choice_beats_the_rules() -> None:
    kept, gone = person(title="Mme", note="Un."), person(title="Dr", note="Deux.")
    _merge(kept, gone, choices={"title": str(kept.pk), "note": str(gone.pk)})
    merged = Person.objects.get(pk=kept.pk)
    assert (merged.title, merged.note) == ("Mme", "Deux.")


@pytest.mark.parametrize("choices", [{"colour": "x"}, {"title": "x"}, {"title": "both"}])
def test_a_choice_that_is_none_is_refused(choices: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        _merge(person(title="Mme"), person(title="Dr"), choices=choices)
    assert not MergeOperation.objects.exists()


def test_custom_values_are_chosen_key_by_key() -> None:
    kept, gone = person(), person()
    Person.objects.filter(pk=kept.pk).update(custom={"badge": "A1"})
    Person.objects.filter(pk=gone.pk).update(custom={"badge": "B2", "diet": "vegan"})
    _merge(kept, gone, choices={"custom.badge": str(kept.pk)})
    assert Person.objects.get(pk=kept.pk).custom == {"badge": "A1", "diet": "vegan"}


def test_who_was_merged_says_where_they_went(api: Callable[..., Api], cast: Cast) -> None:
    first, second, third = person(), person(), person()
    _merge(second, first)
    _merge(third, second)
    answer = api(cast.editor).get(f"/contacts/{first.pk}")
    assert (answer.status_code, answer.json()["code"]) == (410, "contact_merged")
    assert (answer.json()["merged_into"], answer.json()["merged_name"]) == (str(third.pk), first.name)
    assert api(cast.editor).post(f"/contacts/{first.pk}/restore").status_code == 410
    assert api(cast.outsider).get(f"/contacts/{first.pk}").status_code == 403


def test_phones_are_told(api: Callable[..., Api], cast: Cast) -> None:
    kept, gone = person(), person()
    before = len(changes_after("contacts", 0))
    _merge(kept, gone)
    told = [(each["kind"], each["data"]["id"]) for each in changes_after("contacts", 0)[before:]]
    assert sorted(told) == sorted([("contact_changed", str(kept.pk)), ("contact_removed", str(gone.pk))])
    start = api(cast.editor).get("/contacts/offline").json()
    assert [item["id"] for item in start["items"]] == [str(kept.pk)]


def test_a_stale_choice_is_refused() -> None:
    kept, gone = person(), person()
    with pytest.raises(ContactChangedMeanwhile):
        _merge(kept, gone, versions={gone.pk: gone.version + 1})


def test_who_is_in_the_bin_is_not_merged() -> None:
    kept, gone = person(), person()
    delete_person(ACTOR, person=gone)
    with pytest.raises(ContactNotFound):
        _merge(kept, gone)


def test_merging_twice_is_merging_once() -> None:
    kept, gone, other = person(), person(), person()
    assert _merge(kept, gone) == _merge(kept, gone)
    with pytest.raises(MergedMeanwhile):
        _merge(other, gone)
    with pytest.raises(MergedMeanwhile):
        _merge(gone, other)


def _event(**changes: Any) -> Event:
    start = now() + timedelta(days=3)
    return Event.objects.create(title="Vœux", place="Ici", starts_at=start, ends_at=start, **changes)


def test_invitations_follow_the_person() -> None:
    kept, gone, event = person(), person(), _event()
    guest = Guest.objects.create(event=event, contact=gone, name="H", sort_name="h")
    done = _merge(kept, gone)
    assert Guest.objects.get(pk=guest.pk).contact_id == kept.pk
    unmerge(ACTOR, operation=done)
    assert Guest.objects.get(pk=guest.pk).contact_id == gone.pk


@pytest.mark.parametrize("came", [False, True])
def test_both_invited_to_one_event_lose_no_row(came: bool) -> None:
    kept, gone, event = person(), person(), _event()
    mine = Guest.objects.create(event=event, contact=kept, name="H", sort_name="h", answer="yes")
    theirs = Guest.objects.create(event=event, contact=gone, name="H", sort_name="h", answer="none")
    if came:
        Guest.objects.filter(pk=theirs.pk).update(attendance="arrived", arrived_at=now())
    before = state()
    done = _merge(kept, gone)
    owners = dict(Guest.objects.values_list("pk", "contact_id"))
    assert owners == (
        {mine.pk: gone.pk, theirs.pk: kept.pk} if came else {mine.pk: kept.pk, theirs.pk: gone.pk}
    )
    unmerge(ACTOR, operation=done)
    assert state() == before


def test_who_is_used_more_is_believed_more() -> None:
    SurvivorshipRule.objects.create(kind="person", field="", criteria=["used"])
    kept, gone = person(title="Mme"), person(title="Dr")
    Guest.objects.create(event=_event(), contact=gone, name="H", sort_name="h")
    done = _merge(kept, gone)
    assert done.choices["title"]["reason"] == "used"
    assert Person.objects.get(pk=kept.pk).title == "Dr"


def test_the_organisations_of_old_names_are_found_after_a_merge() -> None:
    person(organisation="Radio Littoral")
    person("Zoé", "Baudouin", organisation="Littoral Radio")
    kept, gone = (
        Organisation.objects.get(name="Radio Littoral"),
        Organisation.objects.get(name="Littoral Radio"),
    )
    merge_organisations(ACTOR, keep=kept.pk, losers=[gone.pk], choices={"name": str(kept.pk)})
    later = person("Marc", "Petit", organisation="LITTORAL RADIO")
    assert later.positions.get().organisation_id == kept.pk
    assert later.summary["organisation"] == "Radio Littoral"
