"""Writing vocabularies: administrators change them, editors propose (RF-5)."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Max

from backend.accounts.queries import holders_of
from backend.contacts.changes import AUDIENCE, VocabularyChanged
from backend.contacts.errors import TermExists
from backend.contacts.models import Classification, Term
from backend.contacts.notices import term_decided, term_proposed
from backend.contacts.terms import DEPTH_AT_MOST
from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.errors import Invalid
from backend.core.text import fold
from backend.core.work import writing
from backend.live.publish import publish
from notifications.services import notify

State = Term.State
MANAGE = "contacts.manage_vocabularies"
# Uses of one term become another's; where both are there already, the one that is left goes.
_MOVE = """
UPDATE contacts_classification AS mine SET term_id = %s, updated_at = now() WHERE term_id = %s AND NOT EXISTS (
  SELECT FROM contacts_classification AS other WHERE other.term_id = %s
     AND (other.person_id, other.organisation_id, other.position_id)
         IS NOT DISTINCT FROM (mine.person_id, mine.organisation_id, mine.position_id))
"""


def create_term(actor: Actor, *, vocabulary: str, label: str, parent: Term | None = None) -> Term:
    """Raises TermExists, or Invalid where PARENT is of another vocabulary or too deep."""
    with writing(actor):
        term = Term(vocabulary=vocabulary)
        _place(term, label, parent)
        term.rank = _next_rank(vocabulary, parent)
        term.save()
        _announce(term)
    return term


def propose_term(actor: Actor, *, vocabulary: str, label: str, parent: Term | None = None) -> Term:
    """A term that administrators are asked about; until then it can be used already."""
    with writing(actor):
        term = Term(vocabulary=vocabulary, state=State.PROPOSED, proposed_by_id=actor.user_id)
        _place(term, label, parent)
        term.rank = _next_rank(vocabulary, parent)
        term.save()
        notify(actor, users=holders_of(MANAGE), text=term_proposed(term, actor.label))
        _announce(term)
    return term


def change_term(actor: Actor, *, term: Term, changes: dict[str, Any]) -> Term:
    """Rename (`label`), move (`parent`, a Term or None) and order (`place` among its siblings).

    Raises:
        TermExists: there is one of this name.
        Invalid: under itself, of another vocabulary, or too deep.
    """
    with writing(actor):
        term = _locked(term)
        parent = changes.get("parent", term.parent)
        moved = (parent.pk if parent else None) != term.parent_id
        _place(term, changes.get("label") or term.label, parent)
        if moved:
            term.rank = _next_rank(term.vocabulary, parent)
        term.save()
        if "place" in changes:
            _reorder(term, changes["place"])
        _announce(term)
    return term


def retire_term(actor: Actor, *, term: Term) -> Term:
    """Records keep it; it can't be chosen any more."""
    return _set_state(actor, term, State.RETIRED)


def reactivate_term(actor: Actor, *, term: Term) -> Term:
    return _set_state(actor, term, State.ACTIVE)


def merge_term(actor: Actor, *, term: Term, into: Term) -> Term:
    """The uses of TERM, and the terms under it, become those of INTO; TERM remembers it for imports.

    Raises:
        Invalid: INTO is the term itself, under it, merged, or of another vocabulary.
    """
    with writing(actor):
        rows = {row.pk: row for row in _lock_all(term, into)}
        term, into = rows[term.pk], rows[into.pk]
        _check_merge(term, into)
        _merge(term, into)
        _announce(into)
    return into


def accept_term(
    actor: Actor, *, term: Term, label: str = "", parent: Term | None = None, into: Term | None = None
) -> Term:
    """A proposal becomes a term, or another spelling of INTO. Whoever proposed it is told.

    Raises:
        Invalid: it is no proposal any more, or what merge_term and change_term refuse.
    """
    with writing(actor):
        term = _proposal(term)
        proposer = term.proposed_by
        if into is not None:
            kept = merge_term(actor, term=term, into=into)
        else:
            _place(term, label or term.label, parent or term.parent)
            term.state = State.ACTIVE
            term.save()
            kept = term
            _announce(kept)
        if proposer is not None:
            notify(actor, users=[proposer], text=term_decided(term.label, kept))
    return kept


def refuse_term(actor: Actor, *, term: Term) -> None:
    """A proposal goes, and its uses with it. Whoever proposed it is told."""
    with writing(actor):
        term = _proposal(term)
        if term.children.exists():
            raise Invalid(fields={"term": "D’autres termes ont été placés sous cette proposition."})
        Classification.objects.filter(term=term).delete()
        if term.proposed_by is not None:
            notify(actor, users=[term.proposed_by], text=term_decided(term.label, None))
        _announce(term)
        term.delete()


def _place(term: Term, label: str, parent: Term | None) -> None:
    """TERM is called LABEL and stands under PARENT."""
    key = fold(label)[:120]
    if not key:
        missing = (
            "Le libellé doit contenir une lettre ou un chiffre."
            if label.strip()
            else "Le libellé est obligatoire."
        )
        raise Invalid(fields={"label": missing})
    if parent is not None:
        _check_parent(term, parent)
    twin = (
        Term.objects.filter(vocabulary=term.vocabulary, parent=parent, match_key=key)
        .exclude(pk=term.pk)
        .first()
    )
    if twin is not None:
        raise TermExists(twin.pk, twin.label, retired=twin.state == State.RETIRED)
    term.label, term.match_key, term.parent = label.strip(), key, parent


def _check_parent(term: Term, parent: Term) -> None:
    if parent.vocabulary != term.vocabulary:
        raise Invalid(fields={"parent_id": "Ce terme appartient à une autre liste."})
    if parent.merged_into_id is not None:
        raise Invalid(fields={"parent_id": "Ce terme a été fusionné avec un autre."})
    above: Term | None = parent
    levels = _height(term)
    while above is not None:
        if above.pk == term.pk:
            raise Invalid(fields={"parent_id": "Un terme ne peut pas être placé sous lui-même."})
        levels += 1
        above = above.parent
    if levels > DEPTH_AT_MOST:
        raise Invalid(fields={"parent_id": f"Une liste a {DEPTH_AT_MOST} niveaux au plus."})


def _height(term: Term) -> int:
    """How many levels TERM and what is under it take."""
    level, levels = [term.pk], 0
    while level and levels <= DEPTH_AT_MOST:
        levels += 1
        level = list(Term.objects.filter(parent_id__in=level).values_list("pk", flat=True))
    return levels


def _next_rank(vocabulary: str, parent: Term | None) -> int:
    last = Term.objects.filter(vocabulary=vocabulary, parent=parent).aggregate(last=Max("rank"))["last"]
    return 0 if last is None else last + 1


def _reorder(term: Term, place: int) -> None:
    rows = Term.objects.filter(vocabulary=term.vocabulary, parent=term.parent, merged_into=None)
    siblings = [
        row for row in rows.select_for_update().order_by("rank", "match_key", "id") if row.pk != term.pk
    ]
    siblings.insert(place, term)
    for rank, row in enumerate(siblings):
        row.rank, row.updated_at = rank, now()
    Term.objects.bulk_update(siblings, ["rank", "updated_at"])


def _set_state(actor: Actor, term: Term, state: str) -> Term:
    with writing(actor):
        term = _locked(term)
        if term.merged_into_id is not None:
            raise Invalid(fields={"term": "Ce terme a été fusionné avec un autre."})
        term.state = state
        term.save()
        _announce(term)
    return term


def _locked(term: Term) -> Term:
    return Term.objects.select_for_update(of=("self",)).select_related("parent").get(pk=term.pk)


def _lock_all(*terms: Term) -> Sequence[Term]:
    return list(Term.objects.select_for_update().filter(pk__in=[term.pk for term in terms]).order_by("pk"))


def _proposal(term: Term) -> Term:
    locked = _locked(term)
    if locked.state != State.PROPOSED or locked.merged_into_id is not None:
        raise Invalid(fields={"term": "Ce terme n’est plus une proposition."})
    return locked


def _check_merge(term: Term, into: Term) -> None:
    if term.vocabulary != into.vocabulary:
        raise Invalid(fields={"into": "Ce terme appartient à une autre liste."})
    if into.merged_into_id is not None or term.merged_into_id is not None:
        raise Invalid(fields={"into": "Ce terme a déjà été fusionné avec un autre."})
    above: Term | None = into
    while above is not None:
        if above.pk == term.pk:
            raise Invalid(fields={"into": "Un terme ne peut pas être fusionné avec un terme placé sous lui."})
        above = above.parent


def _merge(term: Term, into: Term) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_MOVE, [into.pk, term.pk, into.pk])
    Classification.objects.filter(term=term).delete()
    twins = {child.match_key: child for child in Term.objects.filter(parent=into, merged_into=None)}
    for child in Term.objects.filter(parent=term, merged_into=None):
        if child.match_key in twins:
            _merge(child, twins[child.match_key])
        else:
            _place(child, child.label, into)
            child.save()
    Term.objects.filter(merged_into=term).update(merged_into=into, updated_at=now())
    Term.objects.filter(pk=term.pk).update(merged_into=into, state=State.RETIRED, updated_at=now())


def _announce(term: Term) -> None:
    publish(AUDIENCE, VocabularyChanged(vocabulary=term.vocabulary))
