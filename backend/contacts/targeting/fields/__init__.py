"""The criteria that contacts have of their own, by what they are asked of."""

from backend.contacts.targeting.criteria import register_criterion
from backend.contacts.targeting.fields.organisations import ORGANISATION
from backend.contacts.targeting.fields.people import PERSON
from backend.contacts.targeting.fields.places import ADDRESS
from backend.contacts.targeting.fields.points import POINT
from backend.contacts.targeting.fields.positions import POSITION
from backend.contacts.targeting.fields.terms import TERMS


def register_own_criteria() -> None:
    for criterion in [*PERSON, *POSITION, *ORGANISATION, *POINT, *ADDRESS, *TERMS]:
        register_criterion(criterion)
