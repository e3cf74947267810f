"""The rows of those whom a guest brings, and whether there is room for one more beside them."""

from collections.abc import Sequence

from backend.events.errors import TooManyCompanions
from backend.events.models import Guest

_DECLINED = (Guest.Answer.NO, Guest.Answer.WITHDRAWN)


def locked_companions(host: Guest) -> list[Guest]:
    """Those named by HOST who were not withdrawn, locked, in the order in which they were named."""
    rows = host.companions.select_for_update(no_key=True).filter(revoked_at=None)
    return list(rows.order_by("id"))


def still_coming(companions: Sequence[Guest]) -> list[Guest]:
    return [each for each in companions if each.answer not in _DECLINED]


def check_room_beside(host: Guest, companion: Guest) -> None:
    """COMPANION comes after all, beside the others whom HOST brings.

    Raises:
        TooManyCompanions: HOST named somebody else meanwhile, or does not come.
    """
    others = [each for each in still_coming(locked_companions(host)) if each.pk != companion.pk]
    comes = host.answer == Guest.Answer.YES and not host.revoked
    if not comes or len(others) + host.party - 1 >= host.may_bring:
        raise TooManyCompanions
