"""The first terms of a new installation."""

from backend.contacts.models import Term
from backend.contacts.starter import STARTER, Tree
from backend.core.actor import Actor
from backend.core.text import fold
from backend.core.work import writing


def load_starter_terms(actor: Actor) -> int:
    """Fill each vocabulary that never had a term; says how many were made. Terms are never deleted, so that what
    an administrator renamed, retired or merged does not come back.
    """
    with writing(actor):
        begun = set(Term.objects.values_list("vocabulary", flat=True).distinct())
        return sum(_fill(name, tree) for name, tree in STARTER.items() if name not in begun)


def _fill(vocabulary: str, tree: Tree) -> int:
    tops = {label: _term(vocabulary, label, rank, None) for rank, label in enumerate(tree)}
    Term.objects.bulk_create(tops.values())
    below = [
        _term(vocabulary, label, rank, tops[top])
        for top, labels in tree.items()
        for rank, label in enumerate(labels)
    ]
    Term.objects.bulk_create(below)
    return len(tops) + len(below)


def _term(vocabulary: str, label: str, rank: int, parent: Term | None) -> Term:
    return Term(vocabulary=vocabulary, label=label, match_key=fold(label), rank=rank, parent=parent)
