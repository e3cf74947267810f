"""How a reply is read, whoever gives it: a guest on their page, or an officer."""

from backend.events.models import Question

LONGEST = 500  # characters


def read_reply(question: Question, text: str) -> str:
    """TEXT as it is kept; "" where nothing is replied.

    Raises:
        ValueError: a French sentence that says what is expected.
    """
    value = " ".join(text.replace("\0", " ").split())
    if not value:
        return ""
    if question.kind == Question.Kind.NUMBER and not (value.isascii() and value.isdigit() and len(value) < 7):
        raise ValueError("Écrivez un nombre entier, par exemple 2.")
    if question.kind == Question.Kind.YES_NO and value not in ("yes", "no"):
        raise ValueError("Répondez par oui ou par non.")
    if question.kind == Question.Kind.CHOICE and value not in question.options:
        raise ValueError("Choisissez une des réponses proposées.")
    if len(value) > LONGEST:
        raise ValueError(f"Cette réponse dépasse {LONGEST} caractères.")
    return str(int(value)) if question.kind == Question.Kind.NUMBER else value


def shown_reply(question: Question, value: str) -> str:
    """As French says it."""
    return {"yes": "Oui", "no": "Non"}.get(value, value) if question.kind == Question.Kind.YES_NO else value
