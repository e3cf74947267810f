"""Makes a clip (MJPEG AVI, 640 x 480, 15 pictures a second) that shows texts as QR codes, one after another.

`make_clip(path, ["ABC", "DEF"])`, then `python -m kiosk --camera path`: the kiosk plays it once pairing is
done, and again whenever the file is replaced. The file is put in place whole, by a rename.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import segno
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
FPS = 15
SIZE = (640, 480)


def qr_picture(text: str, side: int) -> Picture:
    """A square grey picture, quiet zone included; no Micro QR, which the decoders read badly."""
    rows = segno.make(text, error="m", micro=False).matrix_iter(scale=1, border=4)
    small = np.array([[0 if cell else 255 for cell in row] for row in rows], dtype=np.uint8)
    return np.asarray(cv2.resize(small, (side, side), interpolation=cv2.INTER_NEAREST), dtype=np.uint8)


def background(seed: int = 1, size: tuple[int, int] = SIZE) -> Picture:
    """A hall out of focus: soft, warm, darker at the foot."""
    random = np.random.default_rng(seed)
    width, height = size
    noise = random.integers(70, 170, (height, width, 3), dtype=np.uint8)
    soft: NDArray[np.float32] = np.asarray(cv2.GaussianBlur(noise, (0, 0), 24), dtype=np.float32)
    light = np.linspace(1.15, 0.6, height, dtype=np.float32)[:, None, None]
    warm = np.array([0.82, 0.95, 1.05], dtype=np.float32)
    return np.asarray(np.clip(soft * light * warm, 0, 255), dtype=np.uint8)


def holding(
    text: str, side: int = 250, at: tuple[int, int] | None = None, base: Picture | None = None
) -> Picture:
    """One picture of a code before the camera."""
    picture = (background() if base is None else base).copy()
    height, width = picture.shape[:2]
    x, y = at or ((width - side) // 2, (height - side) // 2)
    picture[y : y + side, x : x + side] = qr_picture(text, side)[:, :, None]
    return picture


def make_clip(
    path: Path,
    texts: Sequence[str],
    *,
    show: float = 1.5,
    gap: float = 1.0,
    lead: float = 1.0,
    tail: float = 1.0,
    noise: float = 6.0,
) -> Path:
    """`lead`, `gap` and `tail` are seconds of empty hall before, between and after the codes."""
    random = np.random.default_rng(7)
    hall = background()
    partial = path.with_name(f".{path.stem}.part.avi")
    writer = cv2.VideoWriter(str(partial), cv2.VideoWriter.fourcc(*"MJPG"), FPS, SIZE)
    for text, seconds in _script(texts, show, gap, lead, tail):
        still = hall if text is None else holding(text, base=hall)
        for _ in range(round(seconds * FPS)):
            moved = np.roll(still, int(random.integers(-3, 4)), axis=1) if text else still
            grain = random.normal(0, noise, moved.shape)
            writer.write(np.clip(moved + grain, 0, 255).astype(np.uint8))
    writer.release()
    os.replace(partial, path)
    return path


def _script(
    texts: Sequence[str], show: float, gap: float, lead: float, tail: float
) -> list[tuple[str | None, float]]:
    scenes: list[tuple[str | None, float]] = [(None, lead)]
    for n, text in enumerate(texts):
        scenes += [(text, show), (None, gap if n < len(texts) - 1 else tail)]
    return scenes
