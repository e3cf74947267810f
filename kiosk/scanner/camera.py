"""The camera: one thread takes the newest picture, another decodes it; neither stops because of a bad one.

A camera that is pulled out is opened again once it is back. A clip takes the place of a camera in tests and
demonstrations: it is played once, and played again when the file has been replaced (or in a loop when asked).
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.scanner.debounce import Debounce
from kiosk.scanner.decoders import Cascade
from kiosk.state import CameraStatus

log = logging.getLogger("kiosk.scanner")

Frame = NDArray[np.uint8]
DECODE_PERIOD = 0.1
REOPEN_PERIOD = 1.0
PREVIEW_WIDTH = 640
CLIP_FPS = 15.0


class Camera:
    """`on_code` and `on_status` are called from the camera's threads."""

    def __init__(
        self,
        source: str,
        cascade: Cascade,
        *,
        on_code: Callable[[str], None],
        on_status: Callable[[CameraStatus], None],
        loop: bool = False,
    ) -> None:
        self._source: int | str = int(source) if source.isdigit() else source
        self._cascade = cascade
        self._on_code, self._on_status = on_code, on_status
        self._loop = loop
        self._debounce = Debounce()
        self._stop = threading.Event()
        self._fresh = threading.Condition()
        self._frame: Frame | None = None
        self._jpeg: tuple[int, bytes] = (0, b"")
        self._jpeg_lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self.sequence = 0
        self.decoded = 0
        self.decode_seconds = 0.0

    def start(self) -> None:
        for target in (self._capture, self._decode):
            thread = threading.Thread(target=target, name=f"camera{target.__name__}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def stop(self) -> None:
        self._stop.set()
        with self._fresh:
            self._fresh.notify_all()
        for thread in self._threads:
            thread.join(timeout=3)

    def preview(self) -> tuple[int, bytes]:
        """Number and JPEG of the newest picture, mirrored; encoded once however many screens ask for it."""
        with self._fresh:
            sequence, frame = self.sequence, self._frame
        with self._jpeg_lock:
            if frame is not None and self._jpeg[0] != sequence:
                self._jpeg = (sequence, _jpeg(frame))
            return self._jpeg

    # capture

    def _capture(self) -> None:
        self._on_status(CameraStatus.OPENING)
        while not self._stop.is_set():
            stamp = self._stamp()
            capture = self._open()
            if capture is None:
                self._on_status(CameraStatus.LOST)
                self._stop.wait(REOPEN_PERIOD)
                continue
            self._on_status(CameraStatus.RUNNING)
            self._read_all(capture)
            capture.release()
            self._rest(stamp)

    def _open(self) -> Any | None:
        if not self._exists():
            return None
        try:
            capture = cv2.VideoCapture(self._source)
        except cv2.error:
            return None
        if capture.isOpened():
            return capture
        capture.release()
        return None

    def _exists(self) -> bool:
        """Asked first because OpenCV complains at length about a camera that is not there."""
        if isinstance(self._source, str):
            return "://" in self._source or Path(self._source).exists()
        return not Path("/dev").exists() or Path(f"/dev/video{self._source}").exists()

    def _read_all(self, capture: Any) -> None:
        due = time.monotonic()
        while not self._stop.is_set():
            try:
                good, frame = capture.read()
            except cv2.error:
                return
            if not good or frame is None:
                return
            with self._fresh:
                self._frame, self.sequence = frame, self.sequence + 1
                self._fresh.notify_all()
            if isinstance(self._source, str):
                due += 1 / CLIP_FPS
                self._stop.wait(max(0.0, due - time.monotonic()))

    def _rest(self, stamp: tuple[int, int] | None) -> None:
        """After the last picture: a clip waits to be replaced, a camera was unplugged."""
        if stamp is None:
            self._on_status(CameraStatus.LOST)
            self._stop.wait(REOPEN_PERIOD)
            return
        while not self._loop and not self._stop.is_set() and self._stamp() in (stamp, None):
            self._stop.wait(0.1)

    def _stamp(self) -> tuple[int, int] | None:
        """Tells one version of a clip from the next; None for a camera."""
        if not isinstance(self._source, str):
            return None
        try:
            found = Path(self._source).stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns

    # decoding

    def _decode(self) -> None:
        seen = 0
        while not self._stop.is_set():
            seen, frame = self._wait_frame(seen)
            if frame is None:
                continue
            began = time.perf_counter()
            self._read(frame)
            spent = time.perf_counter() - began
            self.decoded, self.decode_seconds = self.decoded + 1, self.decode_seconds + spent
            self._stop.wait(max(0.0, DECODE_PERIOD - spent))

    def _wait_frame(self, seen: int) -> tuple[int, Frame | None]:
        with self._fresh:
            self._fresh.wait_for(lambda: self.sequence != seen or self._stop.is_set(), timeout=1)
            return self.sequence, self._frame if self.sequence != seen else None

    def _read(self, frame: Frame) -> None:
        try:
            for code in self._cascade.decode(_gray(frame)):
                if self._debounce.is_new(code, time.monotonic()):
                    self._on_code(code)
        except Exception:
            log.exception("a frame could not be read")


def _gray(frame: Frame) -> Frame:
    return frame if frame.ndim == 2 else np.asarray(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY), dtype=np.uint8)


def _jpeg(frame: Frame) -> bytes:
    height, width = frame.shape[:2]
    if width > PREVIEW_WIDTH:
        frame = np.asarray(
            cv2.resize(frame, (PREVIEW_WIDTH, PREVIEW_WIDTH * height // width)), dtype=np.uint8
        )
    good, data = cv2.imencode(".jpg", cv2.flip(frame, 1), [cv2.IMWRITE_JPEG_QUALITY, 70])
    return data.tobytes() if good else b""
