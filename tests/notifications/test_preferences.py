"""How each person wants to be told, kind by kind and way by way (CARD-5)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.core.actor import task
from backend.live.models import Change
from notifications.models import Notice
from notifications.notice import NoticeText
from notifications.services import notify
from tests.backend.mailings.postbox import Postbox

pytestmark = pytest.mark.django_db
TEXT = NoticeText(kind="export_failed", title="Export interrompu", url="/exports/1")
STOPPED = NoticeText(kind="feed_stopped", title="Import programmé arrêté", urgency="high")
Told = Callable[..., list[Notice]]


@pytest.fixture
def tell(django_capture_on_commit_callbacks: Callable[..., Any]) -> Told:
    def tell_now(*users: Any, text: NoticeText = TEXT) -> list[Notice]:
        with django_capture_on_commit_callbacks(execute=True):
            return notify(task("essai"), users=users, text=text)

    return tell_now


def _choose(api: Any, kind: str, **channels: bool) -> Any:
    choices = [{"kind": kind, "channel": channel, "on": on} for channel, on in channels.items()]
    return api.patch("/notices/preferences", {"choices": choices})


def _kind(answer: Any, name: str) -> Any:
    return next(each for each in answer.json()["kinds"] if each["name"] == name)


def test_defaults_hold_until_somebody_decides(api: Any, cast: Any) -> None:
    kind = _kind(api(cast.admin).get("/notices/preferences"), "feed_stopped")
    assert kind == {
        "name": "feed_stopped",
        "label": "Import programmé arrêté",
        "group": "Contacts",
        "in_app": True,
        "push": True,
        "mail": True,
    }
    assert not _kind(api(cast.admin).get("/notices/preferences"), "import_finished")["push"]


def test_a_choice_is_ones_own(api: Any, cast: Any) -> None:
    changed = _kind(_choose(api(cast.editor), "export_failed", push=False, mail=True), "export_failed")
    assert (changed["in_app"], changed["push"], changed["mail"]) == (True, False, True)
    assert _kind(_choose(api(cast.editor), "export_failed", push=True), "export_failed")["push"]
    other = _kind(api(cast.colleague).get("/notices/preferences"), "export_failed")
    assert (other["in_app"], other["push"], other["mail"]) == (True, True, False)


def test_only_kinds_that_may_come_are_offered(api: Any, cast: Any) -> None:
    names = {each["name"] for each in api(cast.outsider).get("/notices/preferences").json()["kinds"]}
    assert not names & {"feed_stopped", "term_proposed", "invitations_sent", "test"}
    assert _choose(api(cast.outsider), "feed_stopped", push=True).status_code == 422
    assert _choose(api(cast.editor), "test", push=False).status_code == 422
    assert _choose(api(cast.editor), "nothing", push=False).status_code == 422


def test_a_mail_goes_to_those_who_want_it(api: Any, cast: Any, tell: Told, postbox: Postbox) -> None:
    _choose(api(cast.editor), "export_failed", mail=True)
    _choose(api(cast.admin), "feed_stopped", mail=False)
    tell(cast.editor, cast.colleague)
    assert postbox.recipients == ["editor@example.org"]
    tell(cast.admin, text=STOPPED)
    assert len(postbox.letters) == 1
    _choose(api(cast.admin), "feed_stopped", mail=True)
    tell(cast.admin, text=STOPPED)
    assert postbox.recipients == ["editor@example.org", "admin@example.org"]


def test_the_inbox_holds_what_comes_silently(api: Any, cast: Any, tell: Told) -> None:
    """Without a word on the screen, and nothing that is counted as unread (CARD-5)."""
    _choose(api(cast.editor), "export_failed", in_app=False)
    tell(cast.editor, cast.colleague)
    published = Change.objects.filter(kind="notice_published").values_list("audience", flat=True)
    assert list(published) == [f"user:{cast.colleague.pk}"]
    assert [notice["title"] for notice in api(cast.editor).get("/notices").json()["items"]] == [TEXT.title]
    assert api(cast.editor).get("/notices", unread=True).json()["total"] == 0
    assert api(cast.colleague).get("/notices", unread=True).json()["total"] == 1


def test_telling_many_asks_once_what_they_want(cast: Any) -> None:
    with CaptureQueriesContext(connection) as asked:
        notify(task("essai"), users=[user for _, user in cast], text=TEXT)
    statements = [query["sql"] for query in asked if "notifications_channelchoice" in query["sql"]]
    assert len(statements) == 1


def test_quiet_hours_are_kept_and_ended(api: Any, cast: Any) -> None:
    hours = {
        "starts": "20:00",
        "ends": "07:30",
        "zone": "Indian/Reunion",
        "weekend": True,
        "urgent_pass": True,
    }
    kept = api(cast.editor).post("/notices/quiet-hours", hours)
    assert kept.status_code == 200
    assert kept.json() == {**hours, "starts": "20:00:00", "ends": "07:30:00"}
    api(cast.editor).post("/notices/quiet-hours", {"starts": "21:00Z", "ends": "06:00"})
    assert api(cast.editor).get("/notices/preferences").json()["quiet_hours"] == {
        "starts": "21:00:00",
        "ends": "06:00:00",
        "zone": "Europe/Paris",
        "weekend": False,
        "urgent_pass": False,
    }
    assert api(cast.colleague).get("/notices/preferences").json()["quiet_hours"] is None
    assert api(cast.editor).delete("/notices/quiet-hours").status_code == 204
    assert api(cast.editor).get("/notices/preferences").json()["quiet_hours"] is None


@pytest.mark.parametrize(
    ("hours", "field"),
    [
        ({"starts": "20:00", "ends": "07:30", "zone": "Europe/Lutèce"}, "zone"),
        ({"starts": "20:00", "ends": "07:30", "zone": "../../etc/passwd"}, "zone"),
        ({"starts": "20:00", "ends": "20:00"}, "ends"),
        ({"starts": "25:00", "ends": "20:00"}, "starts"),
    ],
)
def test_hours_that_are_none_are_refused(api: Any, cast: Any, hours: dict[str, str], field: str) -> None:
    refused = api(cast.editor).post("/notices/quiet-hours", hours)
    assert refused.status_code == 422
    assert [error["path"] for error in refused.json()["errors"]] == [field]
