"""How many tickets each decoder reads, and how long a picture takes it, by kind of picture (issue "The door").

CPU time of the process, not of the clock: what else runs on the machine weighs little. The pictures come from a
seed (tests/bench/pictures.py): tune on TUNING, report on REPORT, which `decode=7` replaces. zxing-wasm runs in Node
as in the phone's worker: the middle square, the options of pwa/src/features/door/reader.json.
"""

import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from kiosk.scanner.decoders import Cascade, Decoder, available_decoders
from tests.bench.pictures import HEIGHT, KINDS, WIDTH, Gray, Picture, empty_pictures, pictures_of
from tests.bench.servers import ROOT

TUNING, REPORT = 1, 20261125
_PWA = ROOT / "pwa"
Read = Callable[[Gray], list[str]]
Result = tuple[bool, bool, float]
"""Read what is on it; read something else; milliseconds of CPU."""


def measure(seed: int = REPORT) -> list[dict[str, Any]]:
    readers = dict(_readers())
    results: dict[str, dict[str, list[Result]]] = {name: {} for name in readers}
    with tempfile.TemporaryDirectory() as folder:
        for kind, pictures in _corpus(seed):
            for name, read in readers.items():
                results[name][kind] = [_tried(read, picture) for picture in pictures]
            if _node():
                results.setdefault("zxing-wasm, middle", {})[kind] = _in_node(pictures, Path(folder))
    return [*_totals(results), *_by_kind(results)]


def _corpus(seed: int) -> Iterator[tuple[str, list[Picture]]]:
    for kind in KINDS:
        yield kind, list(pictures_of(kind, seed))
    yield "empty", list(empty_pictures(seed))


def _readers() -> Iterator[tuple[str, Read]]:
    kiosk = available_decoders()
    parts = {decoder.name: decoder for decoder in kiosk.decoders}
    yield f"kiosk: {' > '.join(kiosk.names)}", kiosk.decode
    for name, decoder in parts.items():
        yield name, Cascade([Decoder(name, decoder.decode)]).decode
    yield "opencv", Cascade([Decoder("opencv", _opencv())]).decode
    for order in _ORDERS:
        if set(order) <= set(parts):
            yield " > ".join(order), Cascade([parts[name] for name in order]).decode


# Orders beside the kiosk's: the one it had before (ADR 0012), and those without the slow third.
_ORDERS = (("pyzbar", "zxing-cpp", "opencv-aruco"), ("pyzbar", "zxing-cpp"), ("zxing-cpp", "pyzbar"))


def _opencv() -> Read:
    detector = cv2.QRCodeDetector()

    def read(gray: Gray) -> list[str]:
        text, _, _ = detector.detectAndDecode(gray)
        return [text]

    return read


def _tried(read: Read, picture: Picture) -> Result:
    began = time.process_time()
    texts = read(picture.gray)
    spent = (time.process_time() - began) * 1000
    return *_judged(texts, picture), spent


def _judged(texts: Iterable[str], picture: Picture) -> tuple[bool, bool]:
    found = list(texts)
    return picture.text in found, any(text != picture.text for text in found)


# zxing-wasm


def _node() -> str | None:
    return shutil.which("node") if (_PWA / "node_modules/zxing-wasm").exists() else None


def _in_node(pictures: list[Picture], folder: Path) -> list[Result]:
    left = (WIDTH - HEIGHT) // 2
    file = folder / "pictures.gray"
    file.write_bytes(b"".join(picture.gray[:, left : left + HEIGHT].tobytes() for picture in pictures))
    command = [_node() or "node", "scripts/decode.mjs", str(file), str(HEIGHT)]
    done = subprocess.run(command, cwd=_PWA, capture_output=True, text=True, check=True)
    read = [json.loads(line) for line in done.stdout.splitlines()]
    return [
        (*_judged(each["texts"], picture), each["ms"]) for each, picture in zip(read, pictures, strict=True)
    ]


# the table


def _totals(results: dict[str, dict[str, list[Result]]]) -> Iterator[dict[str, Any]]:
    for name, kinds in results.items():
        tickets = [result for kind, rows in kinds.items() if kind != "empty" for result in rows]
        everything = [*tickets, *kinds["empty"]]
        yield {
            "measure": f"decode, {name}",
            "read": f"{sum(hit for hit, _, _ in tickets)}/{len(tickets)}",
            "wrong": sum(wrong for _, wrong, _ in everything),
            **_times("ms", tickets),
            **_times("ms empty", kinds["empty"]),
        }


def _by_kind(results: dict[str, dict[str, list[Result]]]) -> Iterator[dict[str, Any]]:
    for name, kinds in results.items():
        for kind, rows in kinds.items():
            read = f"{sum(hit for hit, _, _ in rows)}/{len(rows)}" if kind != "empty" else ""
            yield {"measure": f"decode, {name}", "kind": kind, "read": read, **_times("ms", rows)}


def _times(what: str, rows: list[Result]) -> dict[str, float]:
    times = [ms for _, _, ms in rows]
    return {
        f"{what} p50": round(float(np.median(times)), 1),
        f"{what} p95": round(float(np.percentile(times, 95)), 1),
    }
