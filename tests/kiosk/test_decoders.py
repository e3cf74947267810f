"""Decoders and camera over generated pictures: turned, blurred, small, noisy, strange; and the clip."""

from __future__ import annotations

import importlib
import logging
import random
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from kiosk.scanner import decoders
from kiosk.scanner.camera import Camera
from kiosk.scanner.debounce import Debounce
from kiosk.scanner.decoders import Cascade, Decoder, Gray, available_decoders
from kiosk.state import CameraStatus
from tests.kiosk.clip import background, holding, make_clip
from tests.kiosk.test_keyboard import ticket

CODE = ticket(1)


@pytest.fixture(scope="module")
def cascade() -> Cascade:
    return available_decoders()


def gray(picture: Any) -> Gray:
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), dtype=np.uint8)


def turned(angle: float) -> Gray:
    matrix = cv2.getRotationMatrix2D((320, 240), angle, 1.0)
    return np.asarray(
        cv2.warpAffine(gray(holding(CODE, 280)), matrix, (640, 480), borderValue=128), dtype=np.uint8
    )


def tilted() -> Gray:
    corners = np.array([[0, 0], [640, 0], [640, 480], [0, 480]], dtype=np.float32)
    moved = np.array([[60, 30], [600, 0], [640, 480], [0, 430]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(corners, moved)
    return np.asarray(cv2.warpPerspective(gray(holding(CODE, 280)), matrix, (640, 480)), dtype=np.uint8)


def noisy(amount: float) -> Gray:
    grain = np.random.default_rng(3).normal(0, amount, (480, 640))
    return np.clip(gray(holding(CODE, 280)) + grain, 0, 255).astype(np.uint8)


PICTURES: dict[str, Callable[[], Any]] = {
    "straight": lambda: gray(holding(CODE, 280)),
    "turned by 20": lambda: turned(20),
    "turned by 45": lambda: turned(45),
    "upside down": lambda: turned(180),
    "tilted": tilted,
    "blurred": lambda: cv2.GaussianBlur(gray(holding(CODE, 300)), (0, 0), 1.6),
    "small": lambda: gray(holding(CODE, 150)),
    "noisy": lambda: noisy(25),
    "dark": lambda: (gray(holding(CODE, 280)) * 0.18).astype(np.uint8),
    "inverted screen": lambda: 255 - gray(holding(CODE, 280)),
}


@pytest.mark.parametrize("kind", PICTURES)
def test_reads(cascade: Cascade, kind: str) -> None:
    assert cascade.decode(PICTURES[kind]()) == [CODE]


def test_reads_a_large_camera(cascade: Cascade) -> None:
    assert cascade.decode(gray(holding(CODE, 330, base=background(size=(1920, 1080))))) == [CODE]


def test_sees_nothing_in_an_empty_hall(cascade: Cascade) -> None:
    assert [cascade.decode(gray(background(seed))) for seed in range(6)] == [[]] * 6


@pytest.mark.parametrize("shape", [(1, 1), (2, 640), (480, 1), (0, 0)])
def test_strange_frames_are_empty_frames(cascade: Cascade, shape: tuple[int, int]) -> None:
    assert cascade.decode(np.zeros(shape, dtype=np.uint8)) == []


def test_a_cascade_stops_at_the_first_that_reads() -> None:
    asked: list[str] = []

    def decoder(name: str, texts: list[str], every: int = 1) -> Decoder:
        def decode(_: Gray) -> list[str]:
            asked.append(name)
            return texts

        return Decoder(name, decode, every)

    frame = np.zeros((4, 4), dtype=np.uint8)
    assert Cascade([decoder("a", []), decoder("b", ["X"]), decoder("c", ["Y"])]).decode(frame) == ["X"]
    assert asked == ["a", "b"]
    asked.clear()
    slow = Cascade([decoder("a", []), decoder("slow", [], every=3)])
    for _ in range(7):
        slow.decode(frame)
    assert asked.count("slow") == 3


def test_a_decoder_that_raises_never_stops_the_others(caplog: pytest.LogCaptureFixture) -> None:
    def broken(_: Gray) -> list[str]:
        raise cv2.error("bad frame")

    cascade = Cascade([Decoder("broken", broken), Decoder("good", lambda _: ["X"])])
    frame = np.zeros((4, 4), dtype=np.uint8)
    assert [cascade.decode(frame) for _ in range(3)] == [["X"]] * 3
    assert len(caplog.records) == 1  # said once, not ten times a second


def test_goes_on_without_zbar_and_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def without_zbar(name: str) -> Any:
        if name.startswith("pyzbar"):
            raise ImportError("Unable to find zbar shared library")
        return real(name)

    real = importlib.import_module
    monkeypatch.setattr(decoders, "import_module", without_zbar)
    with caplog.at_level(logging.INFO, "kiosk.scanner"):
        cascade = available_decoders()
    assert cascade.names == ("zxing-cpp", "opencv-aruco")
    assert "pyzbar is not available" in caplog.text
    assert cascade.decode(gray(holding(CODE, 280))) == [CODE]


def test_debounce() -> None:
    debounce = Debounce(5)
    assert debounce.is_new("A", 0)
    assert not debounce.is_new("A", 4)  # still held before the camera
    assert not debounce.is_new("A", 8)
    assert debounce.is_new("B", 8)
    assert debounce.is_new("A", 13.1)
    debounce.forget("A")
    assert debounce.is_new("A", 13.2)


class Watched:
    """A camera over a clip, and what it said."""

    def __init__(self, source: str, cascade: Cascade) -> None:
        self.codes: list[str] = []
        self.statuses: list[CameraStatus] = []
        self.heard = threading.Event()
        self.camera = Camera(source, cascade, on_code=self._code, on_status=self.statuses.append)

    def _code(self, code: str) -> None:
        self.codes.append(code)
        self.heard.set()

    def wait(self) -> None:
        assert self.heard.wait(8), "no code was read"
        self.heard.clear()

    def __enter__(self) -> Watched:
        self.camera.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.camera.stop()


def test_a_clip_is_read_once_each_and_again_when_replaced(tmp_path: Path, cascade: Cascade) -> None:
    clip = make_clip(tmp_path / "hall.avi", [CODE], lead=0.2, show=0.5, tail=0.1)
    with Watched(str(clip), cascade) as watched:
        watched.wait()
        number, jpeg = watched.camera.preview()
        assert number > 0
        assert jpeg.startswith(b"\xff\xd8")
        make_clip(clip, [ticket(2)], lead=0.1, show=0.5, tail=0.1)
        watched.wait()
    assert watched.codes == [CODE, ticket(2)]
    assert watched.statuses[:2] == [CameraStatus.OPENING, CameraStatus.RUNNING]


def test_a_missing_camera_is_waited_for(
    tmp_path: Path, cascade: Cascade, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.scanner.camera.REOPEN_PERIOD", 0.1)
    clip = tmp_path / "later.avi"
    with Watched(str(clip), cascade) as watched:
        assert watched.camera.preview() == (0, b"")
        make_clip(clip, [CODE], lead=0.1, show=0.5, tail=0.1)
        watched.wait()
    assert CameraStatus.LOST in watched.statuses


def test_a_file_that_is_no_film_is_a_lost_camera(
    tmp_path: Path, cascade: Cascade, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("kiosk.scanner.camera.REOPEN_PERIOD", 0.1)
    film = tmp_path / "broken.avi"
    film.write_bytes(random.Random(1).randbytes(4096))
    with Watched(str(film), cascade) as watched:
        while CameraStatus.LOST not in watched.statuses:
            threading.Event().wait(0.02)
        make_clip(film, [CODE], lead=0.1, show=0.5, tail=0.1)
        watched.wait()
    capfd.readouterr()
