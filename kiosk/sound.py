"""Four short sounds which can be told apart without looking; `python -m kiosk.sound` writes them anew.

Admitted rises, attention rings high, already in repeats one middle note, refused falls and is rough.
"""

from __future__ import annotations

import math
import struct
import wave
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from kiosk.wire import VerdictKind

RATE = 22_050
FOLDER = Path(__file__).parent / "assets" / "sounds"


@dataclass(frozen=True)
class Note:
    hertz: float
    seconds: float
    rough: float = 0.0
    """Share of odd harmonics: 0 is a pure tone, 1 is close to a buzzer."""
    pause: float = 0.0


SOUNDS: dict[str, tuple[Note, ...]] = {
    VerdictKind.ADMITTED: (Note(659.3, 0.09), Note(987.8, 0.20)),
    VerdictKind.ATTENTION: (
        Note(1318.5, 0.11, pause=0.06),
        Note(1318.5, 0.11, pause=0.06),
        Note(1760.0, 0.22),
    ),
    VerdictKind.ALREADY_IN: (Note(523.3, 0.13, 0.3, pause=0.09), Note(523.3, 0.13, 0.3)),
    VerdictKind.REFUSED: (Note(311.1, 0.18, 0.9, pause=0.03), Note(207.7, 0.38, 0.9)),
}


def wav(name: str) -> bytes:
    samples = [sample for note in SOUNDS[name] for sample in _samples(note)]
    out = BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return out.getvalue()


def _samples(note: Note) -> list[int]:
    length = int(note.seconds * RATE)
    tone = [_amplitude(note, n / RATE) * _envelope(n, length) for n in range(length)]
    return [round(value * 22_000) for value in tone] + [0] * int(note.pause * RATE)


def _amplitude(note: Note, t: float) -> float:
    turn = 2 * math.pi * note.hertz * t
    overtones = math.sin(3 * turn) / 3 + math.sin(5 * turn) / 5
    return (math.sin(turn) + note.rough * overtones) / (1 + note.rough * 0.5)


def _envelope(n: int, length: int) -> float:
    """Five milliseconds up, then a gentle fall: no click at either end."""
    attack = min(1.0, n / (0.005 * RATE))
    release = min(1.0, (length - n) / (0.03 * RATE))
    return attack * release * (1 - 0.4 * n / length)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in SOUNDS:
        (FOLDER / f"{name}.wav").write_bytes(wav(name))


if __name__ == "__main__":
    main()
