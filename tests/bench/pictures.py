"""Pictures of tickets before a camera, made and not taken: 25 of each kind, and empty halls, from a seed.

A picture is grey, 1280 x 720, as a camera gives it. The ticket is one of ours: 120 characters of Base45 in a QR
code of version 5-M. Each lies within the square in the middle, where a person who aims holds it. The scene is drawn
at twice the size, so that the sensor blurs small codes as in life; then light, movement, focus, grain, JPEG.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID

import cv2
import numpy as np
import segno
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from numpy.typing import NDArray

from backend.door.ticket import issue_ticket

Gray = NDArray[np.uint8]
Light = NDArray[np.float32]
WIDTH, HEIGHT = 1280, 720
OF_EACH_KIND, EMPTY = 25, 50
_TWICE = 2
_QUIET = 4
_EVENT = UUID(int=0x0123_4567_89AB_7DEF_8123_4567_89AB_CDEF)


@dataclass(frozen=True)
class Picture:
    kind: str
    gray: Gray
    text: str | None
    """What is on it; None on an empty one."""


@dataclass
class Shot:
    """How one picture is taken; lengths are pixels of the camera."""

    side: float
    """Of the code with its quiet zone."""
    angle: float = 0.0
    lean: float = 0.0
    """Perspective: by how much the far edge is shorter, 0 to 0.5."""
    bend: float = 0.0
    """Of the paper, pixels at the middle of an edge."""
    blur: float = 0.0
    move: float = 0.0
    grain: float = 3.0
    gain: float = 1.0
    shade: float = 0.0
    glare: float = 0.0
    """Share of the code's side that a lamp's reflection covers."""
    screen: bool = False
    dark_mode: bool = False
    contrast: float = 1.0


Draw = Callable[[np.random.Generator], Shot]


def _between(low: float, high: float) -> Callable[[np.random.Generator], float]:
    return lambda dice: float(dice.uniform(low, high))


_HELD = _between(-12, 12)
_SIDE = _between(230, 380)
KINDS: dict[str, Draw] = {
    "plain": lambda dice: Shot(_SIDE(dice), _HELD(dice)),
    "small": lambda dice: Shot(_between(72, 160)(dice), _HELD(dice)),
    "large": lambda dice: Shot(_between(430, 640)(dice), _HELD(dice)),
    "turned": lambda dice: Shot(_SIDE(dice), _between(-180, 180)(dice)),
    "perspective": lambda dice: Shot(_SIDE(dice), _between(-40, 40)(dice), lean=_between(0.18, 0.42)(dice)),
    "blur": lambda dice: Shot(_SIDE(dice), _HELD(dice), blur=_between(1.4, 3.6)(dice)),
    "noise": lambda dice: Shot(_SIDE(dice), _HELD(dice), grain=_between(22, 55)(dice)),
    "low light": lambda dice: Shot(
        _SIDE(dice), _HELD(dice), gain=_between(0.07, 0.22)(dice), grain=_between(4, 9)(dice)
    ),
    "glare": lambda dice: Shot(_SIDE(dice), _HELD(dice), glare=_between(0.04, 0.3)(dice)),
    "phone screen": lambda dice: Shot(
        _between(200, 330)(dice),
        _between(-20, 20)(dice),
        screen=True,
        dark_mode=bool(dice.random() < 0.3),
        contrast=_between(0.45, 1.0)(dice),
        glare=_between(0.0, 0.2)(dice),
        blur=_between(0.4, 1.4)(dice),
    ),
    "motion": lambda dice: Shot(_SIDE(dice), _HELD(dice), move=_between(6, 22)(dice)),
    "bent paper": lambda dice: Shot(
        _SIDE(dice), _HELD(dice), bend=_between(2, 14)(dice), shade=_between(0.3, 0.7)(dice)
    ),
    "mixed": lambda dice: Shot(
        _between(170, 340)(dice),
        _between(-180, 180)(dice),
        lean=_between(0.05, 0.25)(dice),
        blur=_between(0.5, 1.8)(dice),
        move=_between(0, 7)(dice),
        grain=_between(4, 16)(dice),
        gain=_between(0.3, 1.0)(dice),
        shade=_between(0, 0.5)(dice),
        screen=bool(dice.random() < 0.5),
    ),
}


def pictures_of(kind: str, seed: int, count: int = OF_EACH_KIND) -> Iterator[Picture]:
    """COUNT pictures of KIND; each depends on the seed, its kind and its number alone."""
    for number in range(count):
        dice = np.random.default_rng([seed, list(KINDS).index(kind), number])
        text = _ticket(dice)
        shot = KINDS[kind](dice)
        yield Picture(kind, _developed(_scene(dice, text, shot), shot, dice), text)


def empty_pictures(seed: int, count: int = EMPTY) -> Iterator[Picture]:
    """Halls, faces of furniture, printed words, checked cloth: nothing to be read."""
    for number in range(count):
        dice = np.random.default_rng([seed, 1000, number])
        shot = Shot(
            0, grain=_between(3, 14)(dice), gain=_between(0.4, 1.0)(dice), blur=_between(0, 1.5)(dice)
        )
        yield Picture("empty", _developed(_clutter(_hall(dice), dice), shot, dice), None)


def _ticket(dice: np.random.Generator) -> str:
    key = Ed25519PrivateKey.from_private_bytes(dice.bytes(32))
    return issue_ticket(1, key, event_id=_EVENT, ticket_id=dice.bytes(8), issue=1)


# the scene, at twice the size


def _scene(dice: np.random.Generator, text: str, shot: Shot) -> Light:
    hall = _clutter(_hall(dice), dice)
    card, corners = _phone(text, shot, dice) if shot.screen else _paper(text, dice)
    card = _bent(card, shot, len(card))
    room = (HEIGHT - shot.side * 1.05) / 2
    centre = np.array([WIDTH / 2, HEIGHT / 2]) + dice.uniform(-1, 1, 2) * max(0.0, min(70.0, room))
    goal = _quad(shot, dice) * _TWICE + centre * _TWICE
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), goal.astype(np.float32))
    size = (WIDTH * _TWICE, HEIGHT * _TWICE)
    laid = cv2.warpPerspective(card, matrix, size, flags=cv2.INTER_AREA)
    mask = cv2.warpPerspective(np.ones_like(card), matrix, size)
    scene = hall * (1 - mask) + laid * mask
    return _lamp(scene, shot, centre, dice) if shot.glare else np.asarray(scene, dtype=np.float32)


def _code(text: str) -> Light:
    """Ten pixels a module, quiet zone included, 0 to 255."""
    rows = segno.make(text, error="m", micro=False).matrix_iter(scale=10, border=_QUIET)
    return np.array([[0 if cell else 255 for cell in row] for row in rows], dtype=np.float32)


def _paper(text: str, dice: np.random.Generator) -> tuple[Light, Light]:
    """A printed sheet: ink that is not black, words above and below; and the corners of the code on it."""
    code = 235 - (255 - _code(text)) * float(dice.uniform(0.7, 0.86))
    side, margin = len(code), int(len(code) * 0.3)
    sheet = np.full((side + 2 * margin, side + 2 * margin), 235, dtype=np.float32)
    sheet[margin : margin + side, margin : margin + side] = code
    sheet = _worded(sheet, "INVITATION", (margin + 40, margin - 40), 60)
    return _worded(sheet, "Studio 104", (margin + 40, margin + side + 70), 90), _corners(margin, side)


def _phone(text: str, shot: Shot, dice: np.random.Generator) -> tuple[Light, Light]:
    """A telephone: dark edge, the code on a lit ground (or light on dark), and the grid of its pixels."""
    code = _code(text)
    ground = 255.0
    if shot.dark_mode:
        code, ground = 255 - code, 0.0
    code, ground = 20 + code * 0.9 * shot.contrast, 20 + ground * 0.9 * shot.contrast
    side, margin = len(code), int(len(code) * 0.22)
    screen = np.full((side + 2 * margin, side + 2 * margin), ground, dtype=np.float32)
    screen[margin : margin + side, margin : margin + side] = code
    pitch = int(dice.integers(3, 6))
    screen[::pitch] *= 0.8
    screen[:, ::pitch] *= 0.85
    edge = margin // 3
    screen[:edge], screen[-edge:], screen[:, :edge], screen[:, -edge:] = 12, 12, 12, 12
    return screen, _corners(margin, side)


def _corners(margin: int, side: int) -> Light:
    near, far = margin, margin + side
    return np.array([[near, near], [far, near], [far, far], [near, far]], dtype=np.float32)


def _bent(card: Light, shot: Shot, size: int) -> Light:
    if not shot.bend:
        return card
    rows, columns = np.meshgrid(np.arange(size), np.arange(size), indexing="ij")
    depth = shot.bend / shot.side * size * np.sin(columns / size * math.pi * 1.5)
    moved = np.clip(rows + depth, 0, size - 1).astype(np.float32)
    return np.asarray(cv2.remap(card, columns.astype(np.float32), moved, cv2.INTER_LINEAR), dtype=np.float32)


def _quad(shot: Shot, dice: np.random.Generator) -> Light:
    """The corners of the code around its middle, in pixels of the camera."""
    half = shot.side / 2
    square = np.array([[-half, -half], [half, -half], [half, half], [-half, half]])
    if shot.lean:
        square[:2, 0] *= 1 - shot.lean
        square[:2, 1] *= 1 - shot.lean * 0.6
        square = square @ _turn(float(dice.choice([0, 90, 180, 270]))).T
    return np.asarray(square @ _turn(shot.angle).T, dtype=np.float32)


def _turn(degrees: float) -> Light:
    turn = math.radians(degrees)
    rows = [[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]]
    return np.array(rows, dtype=np.float32)


def _hall(dice: np.random.Generator) -> Light:
    """Out of focus, darker at the foot."""
    coarse = dice.integers(50, 190, (9, 16)).astype(np.float32)
    soft = cv2.resize(coarse, (WIDTH * _TWICE, HEIGHT * _TWICE), interpolation=cv2.INTER_CUBIC)
    light = np.linspace(1.15, 0.6, HEIGHT * _TWICE, dtype=np.float32)[:, None]
    return np.asarray(np.clip(soft * light, 0, 255), dtype=np.float32)


def _clutter(hall: Light, dice: np.random.Generator) -> Light:
    """Frames, words, cloth with squares: what decoders stumble over."""
    for _ in range(int(dice.integers(3, 9))):
        x, y = int(dice.integers(0, WIDTH * 2 - 300)), int(dice.integers(0, HEIGHT * 2 - 200))
        width, height = (int(n) for n in dice.integers(80, 420, 2))
        tone = float(dice.uniform(20, 235))
        cv2.rectangle(hall, (x, y), (x + width, y + height), tone, int(dice.choice([-1, 4, 12])))
    words = ("ACCUEIL", "Sortie de secours", "Vestiaire", "Presse")
    for word in dice.choice(words, 2, replace=False):
        at = (int(dice.integers(0, WIDTH)), int(dice.integers(80, HEIGHT * 2)))
        hall = _worded(hall, str(word), at, 230)
    if dice.random() < 0.4:
        x, y, cell = int(dice.integers(0, WIDTH)), int(dice.integers(0, HEIGHT)), int(dice.integers(14, 40))
        board = np.kron(np.indices((9, 9)).sum(axis=0) % 2, np.ones((cell, cell)))
        room = hall[y : y + len(board), x : x + len(board)]
        room[:] = 40 + 170 * board[: room.shape[0], : room.shape[1]]
    return hall


def _worded(ground: Light, words: str, at: tuple[int, int], tone: int) -> Light:
    """OpenCV writes on whole numbers only."""
    drawn = ground.astype(np.uint8)
    cv2.putText(drawn, words, at, cv2.FONT_HERSHEY_SIMPLEX, 2.6, tone, 7)
    return drawn.astype(np.float32)


def _lamp(scene: Light, shot: Shot, centre: NDArray[np.float64], dice: np.random.Generator) -> Light:
    """The reflection of a lamp on the code, soft at its edge, white in its middle."""
    reach = shot.glare * shot.side * _TWICE
    at = centre * _TWICE + dice.uniform(-0.3, 0.3, 2) * shot.side * _TWICE
    rows, columns = np.ogrid[: HEIGHT * _TWICE, : WIDTH * _TWICE]
    far = np.hypot((columns - at[0]) / reach, (rows - at[1]) / (reach * float(dice.uniform(0.35, 0.9))))
    return np.asarray(scene + 320 * np.exp(-(far**2) * 2.2), dtype=np.float32)


# the camera


def _developed(scene: Light, shot: Shot, dice: np.random.Generator) -> Gray:
    if shot.shade:
        along = np.linspace(1, 1 - shot.shade, scene.shape[1], dtype=np.float32)
        scene = scene * (along if dice.random() < 0.5 else along[::-1])
    if shot.move:
        scene = np.asarray(cv2.filter2D(scene, -1, _path(shot.move * _TWICE, dice)), dtype=np.float32)
    if shot.blur:
        scene = np.asarray(cv2.GaussianBlur(scene, (0, 0), shot.blur * _TWICE), dtype=np.float32)
    seen = cv2.resize(np.clip(scene, 0, 255), (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA) * shot.gain
    grained = seen + dice.normal(0, shot.grain, seen.shape)
    gray = np.clip(grained, 0, 255).astype(np.uint8)
    _, packed = cv2.imencode(".jpg", gray, [cv2.IMWRITE_JPEG_QUALITY, int(dice.integers(70, 96))])
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), dtype=np.uint8)


def _path(length: float, dice: np.random.Generator) -> Light:
    """The kernel of a straight movement of LENGTH pixels, in any direction."""
    size = math.ceil(length) | 1
    kernel = np.zeros((size, size), dtype=np.float32)
    turn = float(dice.uniform(0, math.pi))
    middle, reach = (size - 1) / 2, (length - 1) / 2
    ends = [
        (round(middle + s * reach * math.cos(turn)), round(middle + s * reach * math.sin(turn)))
        for s in (-1, 1)
    ]
    cv2.line(kernel, ends[0], ends[1], 1.0, 1)
    return np.asarray(kernel / kernel.sum(), dtype=np.float32)
