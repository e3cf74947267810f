"""What a row brings to a record: what is empty is filled, what is missing is added, and where the rules let the
file win, what differs is replaced. Each change is noted as from what to what."""

from datetime import date
from typing import Any
from uuid import UUID

from backend.contacts.imports.columns import LABELS
from backend.contacts.imports.copying import fresh
from backend.contacts.imports.draft import Draft, DraftPoint, Problem
from backend.contacts.imports.known import Known, KnownOrganisation
from backend.contacts.imports.rules import OWNER_OF, Rules
from backend.contacts.models import Channel, ContactPoint, Organisation, Person, Position
from backend.contacts.names import match_key
from backend.contacts.organisations import new_organisation
from backend.contacts.points import read_point
from backend.contacts.present import display
from backend.contacts.provenance import CUSTOM, of_position
from backend.core.text import fold

PERSON_TEXTS = ("civility", "title", "given_name", "birth_name", "contact_type", "preferred_channel")
POSITION_FIELDS = ("function", "service", "started_on", "ended_on")
_ABOUT_LABELS = {
    "legal_name": "Raison sociale",
    "acronym": "Sigle",
    "siren": "SIREN",
    "siret": "SIRET",
}
_SENSITIVE = {"birth_date", "note"}
_CHANNELS = dict(Channel.choices)


class Filler:
    """Fills records with drafts, row after row; CHANGES are those of the row at hand."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.changes: list[dict[str, Any]] = []
        self.warnings: list[Problem] = []
        self.organisations: dict[str, KnownOrganisation] = {}

    def fill(self, known: Known, draft: Draft) -> bool:
        """Whether the row changes anything."""
        self.changes, self.warnings = [], []
        self._fill_person(known, draft)
        position = self._fill_position(known, draft)
        for point in draft.points:
            self._add_point(known, point)
        self._file_under(known, position, draft)
        if draft.external_id and known.external_id != draft.external_id and not known.external_id:
            known.external_id = draft.external_id
            self._note("external_id", "", draft.external_id)
        known.is_changed |= bool(self.changes)
        if position is not None and position.organisation is not None:
            self._fill_organisation(self.organisations[position.organisation.match_key], draft)
        return bool(self.changes)

    # A person

    def _fill_person(self, known: Known, draft: Draft) -> None:
        for name in PERSON_TEXTS:
            self._set(known, name, getattr(draft, name))
        self._set(known, "birth_date", draft.born)
        self._add_note(known, draft)
        for key, value in draft.custom.items():
            self._set_custom(known, key, value)

    def _set(self, known: Known, name: str, value: Any) -> None:
        person = known.person
        current = getattr(person, name)
        if not value or value == current:
            return
        if current and not self.rules.wins(person.provenance.get(name)):
            return
        if current and isinstance(value, str) and fold(value) == fold(current):
            return  # only the case or an accent: nothing to correct
        known.before.setdefault(name, current)
        setattr(person, name, value)
        self._own(person, name)
        self._note(name, _shown(name, current), _shown(name, value))

    def _set_custom(self, known: Known, key: str, value: Any) -> None:
        person, name = known.person, f"{CUSTOM}{key}"
        if self._takes(person.custom.get(key), value, person.provenance.get(name)):
            known.before.setdefault("custom", dict(person.custom))
            self._own(person, name)
            self._put(person, key, value)

    def _takes(self, current: Any, value: Any, told: dict[str, Any] | None) -> bool:
        """Whether VALUE of an added field replaces CURRENT, whose provenance is TOLD."""
        return bool(current != value and (current in (None, "") or self.rules.wins(told)))

    def _put(self, owner: Person | Position | Organisation, key: str, value: Any) -> None:
        current = owner.custom.get(key)
        owner.custom = {**owner.custom, key: value}
        self._note(f"custom:{key}", "" if current is None else str(current), str(value))

    def _own(self, person: Person, name: str) -> None:
        if self.rules.source or name in person.provenance:
            person.provenance = {**person.provenance, name: self.rules.provenance}

    def _add_note(self, known: Known, draft: Draft) -> None:
        person = known.person
        missing = [line for line in draft.note.splitlines() if line and line not in person.note]
        if missing:
            known.before.setdefault("note", person.note)
            before, person.note = person.note, "\n".join([*person.note.splitlines(), *missing])
            self._note("note", before, person.note)

    # A position

    def _fill_position(self, known: Known, draft: Draft) -> Position | None:
        if not (draft.organisation or draft.function or draft.service):
            return self._fill_only_position(known, draft)
        key = draft.organisation_key
        position = next((item for item in known.positions if _key_of(item) == key), None)
        if position is None:
            position = self._add_position(known, draft)
            self._fill_job_custom(known, position, draft)
            return position
        for name in ("function", "service"):
            self._set_job(known, position, name, getattr(draft, name), draft)
        for name in ("started_on", "ended_on"):
            if (day := _day(getattr(draft, name))) and getattr(position, name) is None:
                self._change_position(known, position, name, day)
        self._fill_job_custom(known, position, draft)
        return position

    def _fill_only_position(self, known: Known, draft: Draft) -> Position | None:
        """Added fields of a position that the row does not name: those of the only one there is."""
        if not draft.job_custom:
            return None
        if len(known.positions) != 1:
            self.warnings.append(
                Problem(draft.row, "", "no_position", _NO_POSITION[len(known.positions) > 1], "warning")
            )
            return None
        self._fill_job_custom(known, known.positions[0], draft)
        return known.positions[0]

    def _fill_job_custom(self, known: Known, position: Position, draft: Draft) -> None:
        for key, value in draft.job_custom.items():
            name = of_position(position.pk, f"{CUSTOM}{key}")
            if self._takes(position.custom.get(key), value, known.person.provenance.get(name)):
                self._keep_before(known, position, "custom", dict(position.custom))
                self._own(known.person, name)
                self._put(position, key, value)

    def _set_job(self, known: Known, position: Position, name: str, given: str, draft: Draft) -> None:
        kept = getattr(position, name)
        if not given or match_key(given) == match_key(kept):
            return
        told = known.person.provenance.get(of_position(position.pk, name))
        if not kept or (position not in known.new_positions and self.rules.wins(told)):
            self._change_position(known, position, name, given)
            self._own(known.person, of_position(position.pk, name))
        else:
            self.warnings.append(_kept(draft, name, kept, given))

    def _change_position(self, known: Known, position: Position, name: str, value: Any) -> None:
        before = getattr(position, name)
        setattr(position, name, value)
        self._note(name, _shown(name, before), _shown(name, value))
        self._keep_before(known, position, name, before)

    def _keep_before(self, known: Known, position: Position, name: str, before: Any) -> None:
        if position in known.new_positions:
            return
        known.positions_before.setdefault(position.pk, {}).setdefault(name, before)
        if position not in known.changed_positions:
            known.changed_positions.append(position)

    def _add_position(self, known: Known, draft: Draft) -> Position:
        position = fresh(
            Position,
            person_id=known.person.pk,
            function=draft.function,
            service=draft.service,
            started_on=_day(draft.started_on),
            ended_on=_day(draft.ended_on),
            is_main=not known.positions,
        )
        position.organisation = self._organisation(draft)
        known.positions.append(position)
        known.new_positions.append(position)
        for name in ("function", "service"):
            if getattr(position, name):
                self._own(known.person, of_position(position.pk, name))
        self._note("position", "", ", ".join(text for text in (draft.function, draft.organisation) if text))
        return position

    # Contact points and terms

    def _add_point(self, known: Known, wanted: DraftPoint) -> None:
        if any((point.kind, point.value) == (wanted.kind, wanted.value) for point in known.points):
            return  # an extension that differs is not worth a second number
        point = new_point(wanted, known.points, person_id=known.person.pk)
        known.points.append(point)
        known.new_points.append(point)
        self._note(wanted.kind, "", display(point), sensitive=wanted.is_private)

    def _file_under(self, known: Known, position: Position | None, draft: Draft) -> None:
        for vocabulary, labels in draft.terms.items():
            owner = OWNER_OF[vocabulary]
            if owner == "organisation" or (owner == "position" and position is None):
                continue
            for label in labels:
                term = self.rules.terms.find(vocabulary, label)
                if term is None or term.pk in known.terms:
                    continue
                known.terms.add(term.pk)
                known.new_terms.append((position if owner == "position" else None, term))
                self._note(f"term:{vocabulary}", "", term.label)

    # Organisations

    def _organisation(self, draft: Draft) -> Organisation | None:
        key = draft.organisation_key
        if not key:
            return None
        if key not in self.organisations:
            made = new_organisation(draft.organisation, key)
            self.organisations[key] = KnownOrganisation(made, is_new=True)
        return self.organisations[key].organisation

    def _fill_organisation(self, known: KnownOrganisation, draft: Draft) -> None:
        organisation = known.organisation
        for name, value in draft.about.items():
            current = getattr(organisation, name)
            if value and value != current and (not current or self.rules.wins(None)):
                known.before.setdefault(name, current)
                setattr(organisation, name, value)
                self._note(f"organisation.{name}", current, value, label=_ABOUT_LABELS[name])
        for key, given in draft.house_custom.items():
            if self._takes(organisation.custom.get(key), given, None):
                known.before.setdefault("custom", dict(organisation.custom))
                self._put(organisation, key, given)
        for wanted in draft.reach:
            if any((point.kind, point.value) == (wanted.kind, wanted.value) for point in known.points):
                continue
            point = new_point(wanted, known.points, organisation_id=organisation.pk)
            known.points.append(point)
            known.new_points.append(point)
            label = f"{LABELS.get(wanted.kind, wanted.kind)} de l’organisme"
            self._note(f"organisation.{wanted.kind}", "", display(point), label=label)
        for label in draft.terms.get("organisation_kind", []):
            term = self.rules.terms.find("organisation_kind", label)
            if term is not None and term.pk not in known.terms:
                known.terms.add(term.pk)
                known.new_terms.append(term)
                self._note("term:organisation_kind", "", term.label)

    def _note(self, field: str, before: str, after: str, *, sensitive: bool = False, label: str = "") -> None:
        key = field.removeprefix("custom:")
        self.changes.append(
            {
                "field": field,
                "label": label or _label(field, self.rules),
                "before": before[:500],
                "after": after[:500],
                "sensitive": sensitive or field in _SENSITIVE or key in self.rules.sensitive,
            }
        )


def new_point(wanted: DraftPoint, beside: list[ContactPoint], **owner: UUID) -> ContactPoint:
    """A contact point of OWNER, a column and its value: last among those BESIDE it."""
    point = fresh(
        ContactPoint,
        kind=wanted.kind,
        value=wanted.value,
        extension=wanted.extension,
        label=wanted.label,
        is_private=wanted.is_private,
        is_main=not any(other.kind == wanted.kind for other in beside),
        rank=min(len(beside), 32_000),
        **owner,
    )
    if wanted.kind == ContactPoint.Kind.ADDRESS:
        parts = wanted.address or read_point(wanted.kind, wanted.value).address
        point.address, point.postal_code, point.country = (
            dict(parts),
            parts["postal_code"][:12],
            parts["country"],
        )
    return point


_NO_POSITION = {
    False: "Aucune fonction ni organisme dans cette ligne : les champs ajoutés à la fonction sont laissés de côté.",
    True: "Plusieurs fonctions connues, aucune nommée : les champs ajoutés à la fonction sont laissés de côté.",
}
_OTHER_LABELS = {"position": "Poste", "note": "Notes"}


def _label(field: str, rules: Rules) -> str:
    if field.startswith("custom:"):
        return rules.labels.get(field.removeprefix("custom:"), field)
    return _OTHER_LABELS.get(field) or LABELS.get(field, field)


def _shown(name: str, value: Any) -> str:
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return _CHANNELS.get(value, value) if name == "preferred_channel" else value or ""


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _key_of(position: Position) -> str:
    return position.organisation.match_key if position.organisation else ""


def _kept(draft: Draft, name: str, kept: str, given: str) -> Problem:
    what, ending = ("Fonction", "e") if name == "function" else ("Service", "")
    message = f"{what} « {kept[:80]} » gardé{ending}, « {given[:80]} » laissé{ending} de côté."
    return Problem(draft.row, "", "kept_as_is", message, "warning")
