"""The screens in this process: what is drawn for each state, and what a tap does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import flet as ft
import pytest

from kiosk import app
from kiosk.app import kiosk_main
from kiosk.desk import Desk
from kiosk.screens import parts
from kiosk.state import Help, Link, PairingNotice, Phase, Screen
from kiosk.texts_fr import NN
from tests.kiosk.fake_server import PAIRING_CODE, FakeServer, Guest
from tests.kiosk.harness import Window, until
from tests.kiosk.test_staff import with_pin

Open = Callable[..., Awaitable[Window]]
SIZES = [(1280, 720), (1920, 1080), (800, 1280)]


@pytest.fixture
async def open_window() -> AsyncIterator[Open]:
    windows: list[Window] = []

    async def open_one(desk: Desk, width: int = 1280, height: int = 720) -> Window:
        windows.append(await Window.open(kiosk_main(desk), width, height))
        return windows[-1]

    yield open_one
    for window in windows:
        await window.close()


async def show(window: Window, condition: Callable[[], object]) -> None:
    await until(condition)
    await window.settle()


async def test_pairing_by_hand(desk: Desk, server: str, open_window: Open) -> None:
    window = await open_window(desk)
    assert window.read("state") == "appairage"
    await window.type("pairing-code", "abcd 9999")
    await window.type("server-field", server)
    await window.click("pair-button")
    await show(window, lambda: desk.state.notice)
    assert "n’est pas reconnu" in window.read("pairing-error")
    await window.type("pairing-code", PAIRING_CODE.lower())
    await window.click("pair-button")
    await show(window, lambda: desk.state.paired)
    assert window.read("state") == "attente"
    assert window.read("event-title") == "Soirée de présentation de la saison"
    assert window.read("gate") == "Porte A · Studio 104, Maison de la Radio"


async def test_what_was_typed_is_not_lost_when_pairing_fails(
    desk: Desk, server: str, open_window: Open
) -> None:
    window = await open_window(desk)
    await window.type("pairing-code", "abcd 9999")
    await window.type("server-field", server)
    field = window.marked("pairing-code")[0].content
    await window.click("pair-button")
    await show(window, lambda: desk.state.notice)
    assert window.marked("pairing-code")[0].content is field


@pytest.mark.parametrize("notice", [notice for notice in PairingNotice if notice])
async def test_every_pairing_notice_has_its_words(
    desk: Desk, open_window: Open, notice: PairingNotice
) -> None:
    window = await open_window(desk)
    desk._set(desk.state.pairing_failed(notice))
    await window.settle()
    assert len(window.read("pairing-error")) > 20


@pytest.mark.parametrize("size", SIZES)
async def test_waiting_without_a_camera(paired: Desk, open_window: Open, size: tuple[int, int]) -> None:
    window = await open_window(paired, *size)
    assert window.read("state") == "attente"
    assert window.read("prompt") == "Présentez votre invitation\nau lecteur, ou donnez votre nom"
    assert window.read("counter") == "0\narrivée enregistrée ici"
    assert window.read("camera-state") == "Sans caméra"
    await show(window, lambda: window.read("connection") == "En ligne · tout est envoyé")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("ZOE", ("Admis", "Zoé Lefèvre", "Bienvenue", "")),
        ("IBRAHIM", ("Admis", "Ibrahim Čapek", "Bienvenue", "représente Hélène d’Ormesson")),
        ("ANNE", ("Attention", "Anne-Sophie de La Rochefoucauld-Montbel", "Admis. Prévenez", "")),
        ("NOEL", ("Refusé", "Œuvrard Noël", "remplacée par une plus récente", "")),
        ("LENA", ("Refusé", "Léna Marchetti", "ne viendrait pas", "")),
        ("????", ("Refusé", "", "n’est pas reconnue", "")),
    ],
)
async def test_verdicts(
    paired: Desk, open_window: Open, size: tuple[int, int], code: str, expected: tuple[str, str, str, str]
) -> None:
    window = await open_window(paired, *size)
    paired.scanned(code)
    await show(window, lambda: window.read("state") == "verdict")
    word, name, reason, represents = expected
    assert (window.read("verdict"), window.read("verdict-name")) == (word, name)
    assert reason in window.read("verdict-reason")
    assert window.read("verdict-represents") == represents


async def test_already_in_tells_when(paired: Desk, open_window: Open) -> None:
    window = await open_window(paired)
    paired.scanned("ZOE")
    paired.scanned("ZOE")
    await show(window, lambda: window.read("verdict") == "Déjà entré")
    assert window.read("verdict-reason").startswith("Première entrée à ")
    assert f"{NN}h{NN}" in window.read("verdict-reason")


async def test_a_tap_ends_the_verdict_and_the_list_keeps_it(paired: Desk, open_window: Open) -> None:
    window = await open_window(paired)
    paired.scanned("ZOE")
    await show(window, lambda: window.read("state") == "verdict")
    whole = next(item for item in window.all(ft.Container) if item.on_click and item.expand)
    await window.fire(whole, "click")
    assert window.read("state") == "attente"
    assert "Zoé Lefèvre\nAdmis" in window.read("recent")
    assert window.read("counter").startswith("1\n")


@pytest.mark.parametrize("reason", list(Help))
async def test_help(paired: Desk, open_window: Open, reason: Help) -> None:
    window = await open_window(paired)
    paired._set(paired.state.needs_help(reason))
    await window.settle()
    assert window.read("state") == "besoin d’aide"
    assert window.read("verdict-name").endswith("demandez au personnel")


async def test_what_is_to_be_sent_is_told(paired: Desk, open_window: Open) -> None:
    window = await open_window(paired)
    await show(window, lambda: window.read("connection") == "En ligne · tout est envoyé")
    paired._set(paired.state.counted(admitted=0, to_send=1200, problems=2).linked(Link.OFFLINE))
    await window.settle()
    assert window.read("connection") == f"Hors ligne · 1{NN}200 à envoyer, 2 mises de côté"


async def test_search_confirm_admit(paired: Desk, fake: FakeServer, open_window: Open) -> None:
    window = await open_window(paired)
    await window.click("search-button")
    assert window.read("state") == "recherche"
    assert "deux lettres" in window.read("search-message")
    await window.type("search-field", "lefev")
    await show(window, lambda: paired.state.search.results)
    assert window.read("search-result") == "Zoé Lefèvre\nLe Quotidien de l’Ouest · Presse\nViendra"
    await window.click("search-result")
    assert window.read("confirm-question") == f"Admettre Zoé Lefèvre{NN}?"
    await window.click("confirm-cancel")
    assert window.read("confirm-question") == ""
    assert fake.admissions == []
    await window.click("search-result")
    await window.click("confirm-admit")
    await show(window, lambda: window.read("state") == "verdict")
    assert (window.read("verdict"), window.read("verdict-name")) == ("Admis", "Zoé Lefèvre")


async def test_search_without_result_and_back(paired: Desk, open_window: Open) -> None:
    window = await open_window(paired)
    await window.click("search-button")
    await window.type("search-field", "xyz")
    await show(window, lambda: paired.state.search.query and not paired.state.search.busy)
    assert "Aucun invité" in window.read("search-message")
    await window.click("search-back")
    assert window.read("state") == "attente"


async def test_settings_behind_a_long_press(paired: Desk, open_window: Open) -> None:
    played: list[str] = []
    paired.play = played.append
    window = await open_window(paired)
    await window.long_press("settings-gesture")
    assert window.read("state") == "réglages"
    assert "Borne du hall" in window.read("settings-facts")
    for kind in ("admitted", "already_in", "attention", "refused"):
        await window.click(f"sound-{kind}")
    assert played == ["admitted", "already_in", "attention", "refused"]
    await window.click("out-of-order-button")
    assert window.read("state") == "hors service"
    paired.show(Screen.SETTINGS)
    await window.settle()
    await window.click("out-of-order-button")
    assert window.read("state") == "attente"


async def test_unpairing_asks_first_and_keeps_the_journal(paired: Desk, open_window: Open) -> None:
    paired.scanned("ZOE")
    await until(lambda: paired.state.phase is Phase.VERDICT)
    paired.dismiss()
    paired.show(Screen.SETTINGS)
    window = await open_window(paired)
    await window.click("unpair-button")
    await window.click("unpair-cancel")
    assert paired.state.paired
    await window.click("unpair-button")
    await window.click("unpair-confirm")
    await show(window, lambda: not paired.state.paired)
    assert window.read("state") == "appairage"
    assert "ses lectures sont conservées" in window.read("pairing-error")
    assert len(paired.store.outbox.lines()) == 1


async def test_revoked(paired: Desk, fake: FakeServer, open_window: Open) -> None:
    window = await open_window(paired)
    fake.revoked = True
    paired.scanned("ZOE")
    await show(window, lambda: window.read("state") == "appairage")
    assert "révoquée" in window.read("pairing-error")


async def test_a_reload_and_a_second_window_show_the_same(paired: Desk, open_window: Open) -> None:
    first = await open_window(paired)
    paired.scanned("ZOE")
    await show(first, lambda: first.read("state") == "verdict")
    second = await open_window(paired, 800, 1280)
    assert second.read("verdict-name") == "Zoé Lefèvre"
    paired.dismiss()
    await first.settle()
    assert (first.read("state"), second.read("state")) == ("attente", "attente")


async def test_screens_that_go_take_their_work_with_them(paired: Desk, open_window: Open) -> None:
    window = await open_window(paired)

    async def one_round() -> int:
        paired._set(paired.state.needs_help(Help.NOT_ON_THE_LIST))
        await window.settle()
        paired.dismiss()
        await window.settle()
        return len(asyncio.all_tasks())

    before = await one_round()
    for _ in range(5):
        after = await one_round()
    assert after <= before + 1


async def test_a_window_that_was_thrown_away_stops(
    paired: Desk, open_window: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "EVICTED", timedelta(seconds=-1))
    before = len(asyncio.all_tasks())
    window = await Window.open(kiosk_main(paired))
    await window.close()
    paired._set(paired.state.needs_help(Help.NOT_ON_THE_LIST))  # each change wakes the followers
    await until(lambda: len(asyncio.all_tasks()) <= before + 1)


async def test_the_window_follows_its_size(paired: Desk, open_window: Open) -> None:
    window = await open_window(paired)
    large = max(item.size or 0 for item in window.all(ft.Text))
    await window.fire(window.session.page, "resize", {"width": 1920, "height": 1080})
    assert max(item.size or 0 for item in window.all(ft.Text)) == pytest.approx(large * 1.5)


async def test_a_screen_that_fails_does_not_freeze_the_door(
    paired: Desk, open_window: Open, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    window = await open_window(paired)

    def broken(*_: object) -> None:
        raise ValueError("drawn badly")

    monkeypatch.setattr(app, "verdict_screen", broken)
    paired.scanned("ZOE")
    await show(window, lambda: window.read("state") == "verdict")
    assert "Borne hors service" in window.words
    paired.dismiss()
    await window.settle()
    assert "Présentez votre invitation" in window.words
    assert "a screen could not be drawn" in caplog.text


# the staff's screens


@pytest.mark.parametrize("size", SIZES)
async def test_a_party_is_asked_how_many(
    listed: Desk, fake: FakeServer, open_window: Open, size: tuple[int, int]
) -> None:
    window = await open_window(listed, *size)
    listed.scanned(fake.guest("Murchú").ticket)
    await show(window, lambda: window.read("state") == "groupe")
    assert "Groupe de 4" in window.read("party-question")
    await window.click("party-3")
    await show(window, lambda: window.read("state") == "verdict")
    assert (window.read("verdict"), window.read("verdict-party")) == ("Admitted", "3 of 4")
    listed.dismiss()
    await window.settle()
    assert "Admis, 3 sur 4" in window.read("recent")  # the staff's list stays French


async def test_undo_on_the_verdict_and_in_the_list(listed: Desk, fake: FakeServer, open_window: Open) -> None:
    window = await open_window(listed)
    listed.scanned(fake.guest("Zoé").ticket)
    await show(window, lambda: window.read("state") == "verdict")
    await window.click("undo-button")
    assert window.read("state") == "attente"
    assert "Zoé Lefèvre\nAnnulé" in window.read("recent")
    listed.scanned(fake.guest("Ibrahim").ticket)
    await show(window, lambda: window.read("state") == "verdict")
    listed.dismiss()
    await window.settle()
    await window.click("undo-button")
    assert "Ibrahim Čapek\nAnnulé" in window.read("recent")
    assert window.marked("undo-button") == []


@pytest.mark.parametrize("size", SIZES)
async def test_a_supervisor_overrules(
    listed: Desk, fake: FakeServer, open_window: Open, size: tuple[int, int]
) -> None:
    await with_pin(listed, fake)
    window = await open_window(listed, *size)
    listed.scanned(fake.guest("Léna").ticket)
    await show(window, lambda: window.read("verdict") == "Refusé")
    await window.click("override-button")
    assert window.read("state") == "responsable"
    await window.click("override-reason-1")
    await window.type("override-pin", "1234")
    await window.click("override-confirm")
    await show(window, lambda: window.read("override-error"))
    await window.type("override-pin", "4711")
    await window.click("override-confirm")
    await show(window, lambda: window.read("verdict") == "Admis")
    assert "décision du responsable" in window.read("verdict-reason")
    await until(lambda: fake.stored)
    assert list(fake.stored.values())[-1].item["override"] == "Accord de l’organisateur"


@pytest.mark.parametrize("size", SIZES)
async def test_a_walk_in_in_three_fields(
    listed: Desk, fake: FakeServer, open_window: Open, size: tuple[int, int]
) -> None:
    window = await open_window(listed, *size)
    await window.click("search-button")
    await window.click("walk-in-button")
    assert window.read("state") == "sans invitation"
    await window.click("walk-in-admit")
    assert "Indiquez le nom" in window.read("walk-in-error")
    await window.type("walk-in-name", "Perceval Inattendu")
    await window.type("walk-in-organisation", "Le Monde rural")
    await window.type("walk-in-host", "Anne Roux")
    await window.click("walk-in-admit")
    await show(window, lambda: window.read("state") == "verdict")
    assert (window.read("verdict"), window.read("verdict-name")) == ("Admis", "Perceval Inattendu")
    assert list(fake.stored.values())[-1].item["walk_in"]["host"] == "Anne Roux"


async def test_who_is_not_on_the_list_is_for_the_staff(
    listed: Desk, fake: FakeServer, open_window: Open
) -> None:
    fake.status = 503
    window = await open_window(listed)
    listed.scanned(Guest("Nouvelle Venue", "").ticket)
    await show(window, lambda: window.read("state") == "besoin d’aide")
    await window.click("help-admit")
    assert window.read("verdict") == "Admis"
    assert "Admis par le personnel" in window.read("verdict-reason")


async def test_a_guest_who_reads_english(listed: Desk, fake: FakeServer, open_window: Open) -> None:
    lena = fake.guest("Léna")
    lena.language = "en"
    window = await open_window(listed)
    listed.scanned(lena.ticket)
    await show(window, lambda: window.read("state") == "verdict")
    assert window.read("verdict") == "Not admitted"
    assert window.read("verdict-reason") == (
        "The invitation was declined.\nLa personne a répondu qu’elle ne viendrait pas."
    )


async def test_exits(listed: Desk, fake: FakeServer, open_window: Open) -> None:
    window = await open_window(listed)
    listed.show(Screen.SETTINGS)
    await window.settle()
    await window.click("direction-button")
    await window.click("settings-back")
    assert "pour sortir" in window.read("prompt")
    listed.scanned(fake.guest("Zoé").ticket)
    await show(window, lambda: window.read("state") == "verdict")
    assert (window.read("verdict"), window.read("verdict-reason")) == (
        "Sortie",
        "Cette personne n’était pas comptée à l’intérieur.",
    )


@pytest.mark.parametrize("size", SIZES)
async def test_readiness_page(
    listed: Desk, fake: FakeServer, open_window: Open, size: tuple[int, int]
) -> None:
    window = await open_window(listed, *size)
    listed.show(Screen.SETTINGS)
    await window.settle()
    await window.click("readiness-button")
    assert window.read("state") == "préparation"
    assert window.read("check-roster").startswith("Prêt\nListe des invités\n7 invités")
    await window.click("sound-heard")
    await window.click("try-drill")
    await window.click("try-scan")
    assert "Présentez un billet" in window.words
    listed.scanned(fake.guest("Zoé").ticket)
    await show(window, lambda: window.read("check-test_scan").startswith("Prêt"))
    await show(window, lambda: window.read("check-drill").startswith("Prêt"))
    assert window.read("check-sound").startswith("Prêt")
    assert window.read("check-camera") == "À voir\nCaméra\nSans caméra"
    await window.click("readiness-back")
    assert window.read("state") == "attente"
