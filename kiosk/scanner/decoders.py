"""QR decoders, cheapest and likeliest first (ADR 0012). One missing, or failing on a frame, is passed over."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

log = logging.getLogger("kiosk.scanner")

Gray = NDArray[np.uint8]
Decode = Callable[[Gray], list[str]]

ARUCO_EVERY = 3


@dataclass(frozen=True)
class Decoder:
    name: str
    decode: Decode
    every: int = 1
    """1: each frame; 3: each third frame on which the decoders before it saw nothing."""


class Cascade:
    """Asks each decoder in turn until one has read something."""

    def __init__(self, decoders: Sequence[Decoder]) -> None:
        self.decoders = tuple(decoders)
        self._empty = 0
        self._complained: set[str] = set()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(decoder.name for decoder in self.decoders)

    def decode(self, gray: Gray) -> list[str]:
        for decoder in self.decoders:
            if decoder.every > 1 and self._empty % decoder.every:
                continue
            texts = self._try(decoder, gray)
            if texts:
                self._empty = 0
                return texts
        self._empty += 1
        return []

    def _try(self, decoder: Decoder, gray: Gray) -> list[str]:
        try:
            return [text for text in decoder.decode(gray) if text]
        except Exception as error:  # a native decoder may raise anything on a strange frame
            if decoder.name not in self._complained:
                self._complained.add(decoder.name)
                log.warning("decoder %s failed on a frame: %s", decoder.name, type(error).__name__)
            return []


def available_decoders() -> Cascade:
    """The cascade that this machine can run; logs what it does without."""
    decoders = [decoder for build in (_zxing, _pyzbar, _aruco) if (decoder := _built(build)) is not None]
    log.info("decoders: %s", ", ".join(decoder.name for decoder in decoders) or "none")
    return Cascade(decoders)


def _built(build: Callable[[], Decoder]) -> Decoder | None:
    try:
        return build()
    except (ImportError, OSError, AttributeError) as error:
        log.warning("%s is not available, going on without it (%s)", build.__name__.lstrip("_"), error)
        return None


def _pyzbar() -> Decoder:
    """Needs the system library libzbar0, which the wheel does not hold."""
    pyzbar: Any = import_module("pyzbar.pyzbar")  # here, because the import itself fails without the library

    qr = [pyzbar.ZBarSymbol.QRCODE]

    def decode(gray: Gray) -> list[str]:
        half = cv2.resize(gray, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        return [found.data.decode("utf-8", "replace") for found in pyzbar.decode(half, symbols=qr)]

    return Decoder("pyzbar", decode)


def _zxing() -> Decoder:
    zxingcpp: Any = import_module("zxingcpp")

    formats = zxingcpp.BarcodeFormat.QRCode

    def decode(gray: Gray) -> list[str]:
        return [found.text for found in zxingcpp.read_barcodes(gray, formats=formats)]

    return Decoder("zxing-cpp", decode)


def _aruco() -> Decoder:
    detector = cv2.QRCodeDetectorAruco()

    def decode(gray: Gray) -> list[str]:
        text, _, _ = detector.detectAndDecode(gray)
        return [text]

    return Decoder("opencv-aruco", decode, every=ARUCO_EVERY)
