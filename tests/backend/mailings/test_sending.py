"""Letters through a real mail server: refusals, pauses, crashes, two processes at once."""

import email
import smtplib
import threading
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections

from backend.core.actor import task
from backend.core.clock import now
from backend.core.work import writing
from backend.mailings import letter, sending, services
from backend.mailings.letter import Composed, Letter, register_letter
from backend.mailings.models import Delivery
from backend.mailings.services import STALE, NewLetter, queue_letters
from backend.mailings.tasks import drain
from tests.backend.mailings.postbox import Postbox

AUTHOR = task("tests")


class Notes:
    """A kind of letter that notes what it hears."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []
        self.batches: list[int] = []
        self.broken = False

    def compose(self, letters: Sequence[Letter]) -> Mapping[UUID, Composed]:
        if self.broken:
            raise LookupError("a template is missing")
        return {
            each.id: Composed("Sujet é", "Texte", "<p>Texte</p>")
            for each in letters
            if not each.data.get("void")
        }

    def sent(self, letter: Letter) -> None:
        self.heard.append(("sent", letter.recipient))

    def failed(self, letter: Letter, reason: str) -> None:
        self.heard.append((reason, letter.recipient))

    def batch_done(self, letters: Sequence[Letter]) -> None:
        self.batches.append(len(letters))


@pytest.fixture
def notes(db: None) -> Iterator[Notes]:
    kind = Notes()
    register_letter("tests", kind)
    yield kind
    letter._kinds.pop("tests")


def queue(*recipients: str, bulk: bool = False, **data: Any) -> None:
    letters = [NewLetter(uuid4(), recipient, data) for recipient in recipients]
    queue_letters(AUTHOR, kind="tests", letters=letters, bulk=bulk)


def queue_asleep(*recipients: str) -> None:
    """Without waking the worker, who would send at once where transactions are real."""
    Delivery.objects.bulk_create(
        Delivery(kind="tests", reference=uuid4(), recipient=recipient) for recipient in recipients
    )


def later(**pause: float) -> None:
    """As if the time had passed."""
    for delivery in Delivery.objects.all():
        for name in ("claimed_at", "not_before"):
            if (moment := getattr(delivery, name)) is not None:
                setattr(delivery, name, moment - timedelta(**pause))
        delivery.save()


def status() -> dict[str, str]:
    return dict(Delivery.objects.values_list("recipient", "status"))


def test_many_letters_through_one_connection(notes: Notes, postbox: Postbox) -> None:
    queue(*[f"g{number}@example.org" for number in range(45)])
    assert drain() == 45
    assert postbox.connections == 1
    assert sorted(postbox.recipients) == sorted(status())
    assert set(status().values()) == {"sent"}
    assert notes.batches == [20, 20, 5]
    ids = [email.message_from_bytes(raw)["Message-ID"] for raw in postbox.letters]
    assert set(ids) == {f"<{pk}@example.org>" for pk in Delivery.objects.values_list("pk", flat=True)}
    assert drain() == 0


def test_single_letters_go_before_bulk(notes: Notes, postbox: Postbox) -> None:
    queue("bulk@example.org", bulk=True)
    queue("single@example.org")
    drain()
    assert postbox.recipients == ["single@example.org", "bulk@example.org"]


def test_an_address_that_is_refused_for_good(notes: Notes, postbox: Postbox) -> None:
    postbox.refuse["no@example.org"] = "550 5.1.1 no such user"
    queue("no@example.org", "yes@example.org")
    drain()
    assert status() == {"no@example.org": "failed", "yes@example.org": "sent"}
    assert ("L’adresse est refusée par son serveur (code 550).", "no@example.org") in notes.heard


def test_a_passing_refusal_is_tried_again_after_a_pause(notes: Notes, postbox: Postbox) -> None:
    postbox.refuse["busy@example.org"] = "451 4.3.0 later"
    queue("busy@example.org")
    drain()
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.attempts, delivery.claimed_at) == ("queued", 1, None)
    assert delivery.not_before is not None
    assert drain() == 0
    later(minutes=1)
    drain()
    delivery.refresh_from_db()
    assert delivery.attempts == 2
    assert delivery.not_before is not None
    assert delivery.not_before > now() + timedelta(minutes=4)
    postbox.refuse.clear()
    later(minutes=5)
    drain()
    assert status() == {"busy@example.org": "sent"}


def test_patience_has_an_end(notes: Notes, postbox: Postbox) -> None:
    postbox.data = ["452 4.2.2 full"] * 20
    queue("full@example.org")
    for _ in range(len(services.PAUSES) + 1):
        drain()
        later(days=1)
    assert status() == {"full@example.org": "failed"}
    reason = "Abandonné après 8 essais. Le message est refusé par le serveur (code 452)."
    assert notes.heard == [(reason, "full@example.org")]


def test_a_message_refused_for_good(notes: Notes, postbox: Postbox) -> None:
    postbox.data = ["554 5.7.1 spam", "250 OK"]
    queue("one@example.org", "two@example.org")
    drain()
    assert sorted(status().values()) == ["failed", "sent"]


def test_a_server_that_is_away_costs_no_attempt(notes: Notes, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    queue("a@example.org")
    assert drain() == 0
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.attempts, delivery.claimed_at) == ("queued", 0, None)


def test_a_server_that_leaves_in_the_middle(
    notes: Notes, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue("a@example.org", "b@example.org", "c@example.org")
    hand_over, calls = sending.hand_over, iter(range(10))

    def break_second(connection: Any, delivery: Delivery, composed: Composed) -> Any:
        if next(calls) == 1:
            connection.connection.close()
        return hand_over(connection, delivery, composed)

    monkeypatch.setattr(sending, "hand_over", break_second)
    drain()
    assert sorted((each.status, each.attempts) for each in Delivery.objects.all()) == [
        ("queued", 0),
        ("queued", 1),
        ("sent", 1),
    ]
    later(minutes=1)
    drain()
    assert set(status().values()) == {"sent"}
    assert len(postbox.letters) == 3


def test_a_crash_between_sending_and_marking_sends_the_same_letter_again(
    notes: Notes, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue("a@example.org")
    with monkeypatch.context() as dying:
        dying.setattr(services, "mark_sent", lambda delivery: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            drain()
    assert len(postbox.letters) == 1
    assert drain() == 0, "the claim still holds"
    later(seconds=STALE.total_seconds() + 1)
    assert drain() == 1
    first, second = (email.message_from_bytes(raw)["Message-ID"] for raw in postbox.letters)
    assert first == second
    assert status() == {"a@example.org": "sent"}
    assert notes.heard == [("sent", "a@example.org")]


def test_who_lost_the_claim_neither_sends_nor_marks(notes: Notes, postbox: Postbox) -> None:
    queue("a@example.org")
    [mine] = services.claim_letters(5)
    later(seconds=STALE.total_seconds() + 1)
    [theirs] = services.claim_letters(5)
    assert not services.still_mine(mine)
    assert services.still_mine(theirs)
    with writing(AUTHOR):
        services.mark_failed(mine, "trop tard")
        services.mark_sent(theirs)
    assert notes.heard == [("sent", "a@example.org")]


def test_a_letter_that_cannot_be_composed_holds_up_no_other(notes: Notes, postbox: Postbox) -> None:
    notes.broken = True
    queue("a@example.org")
    drain()
    assert Delivery.objects.get().not_before is not None
    notes.broken = False
    later(minutes=1)
    drain()
    assert status() == {"a@example.org": "sent"}


def test_a_letter_without_purpose_is_dropped(notes: Notes, postbox: Postbox) -> None:
    queue("a@example.org", void=True)
    drain()
    assert status() == {"a@example.org": "dropped"}
    assert postbox.letters == []


def test_headers_cannot_be_injected(notes: Notes, postbox: Postbox) -> None:
    queue("a@example.org\nBcc: b@example.org")
    drain()
    assert set(status().values()) == {"failed"}
    assert postbox.letters == []


def test_the_sweep_finds_what_the_queue_forgot(notes: Notes, postbox: Postbox) -> None:
    services.wake()
    queue("a@example.org")
    services.wake()
    assert status() == {"a@example.org": "sent"}


@pytest.mark.django_db(transaction=True)
def test_two_at_once_send_each_letter_once(notes: Notes, postbox: Postbox) -> None:
    queue_asleep(*[f"g{number}@example.org" for number in range(60)])
    begin = threading.Barrier(4)
    faults: list[BaseException] = []

    def send() -> None:
        try:
            begin.wait()
            with sending.mail_server() as server:
                while sending.send_batch(server, 5):
                    pass
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert sorted(postbox.recipients) == sorted(status())
    assert set(status().values()) == {"sent"}
    assert len(notes.heard) == 60


@pytest.mark.django_db(transaction=True)
def test_one_task_drains_at_a_time(notes: Notes, postbox: Postbox) -> None:
    queue_asleep("a@example.org")
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [0x656E74_01])
            held.set()
            done.wait(10)
            cursor.execute("SELECT pg_advisory_unlock_all()")
        connections.close_all()

    thread = threading.Thread(target=hold)
    thread.start()
    assert held.wait(10)
    assert drain() == 0
    done.set()
    thread.join()
    assert drain() == 1


def test_the_errors_of_the_library_are_what_we_take_them_for() -> None:
    assert issubclass(smtplib.SMTPException, OSError)
