"""Measures of one kiosk, printed as JSON: `python -m tests.kiosk.measure`.

decode: CPU milliseconds a frame, 640 x 480. scan: from a text read to the verdict on the state, over HTTP to
the fake server. camera: from the first picture that shows the code to the verdict. process: memory and CPU
with one browser page open and the preview running.
"""

from __future__ import annotations

import asyncio
import json
import logging
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import psutil

from kiosk.desk import Desk
from kiosk.scanner.decoders import Gray, available_decoders
from kiosk.state import Phase
from kiosk.store import Store
from tests.kiosk.browser import CHROMIUM, KioskPage, chromium, kiosk_process
from tests.kiosk.clip import FPS, background, holding, make_clip
from tests.kiosk.fake_server import PAIRING_CODE, FakeServer, Guest, running
from tests.kiosk.test_keyboard import ticket


def spread(values: list[float]) -> dict[str, float]:
    values = sorted(values)
    at = {f"p{share}": values[min(len(values) - 1, len(values) * share // 100)] for share in (50, 95)}
    return {
        **{name: round(value, 1) for name, value in at.items()},
        "max": round(values[-1], 1),
        "n": len(values),
    }


def decode() -> dict[str, Any]:
    cascade = available_decoders()
    grain = np.random.default_rng(1)

    def noisy(picture: Any) -> Gray:
        gray = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
        return np.asarray(np.clip(gray + grain.normal(0, 8, gray.shape), 0, 255), dtype=np.uint8)

    kinds = {
        "with_code": [noisy(holding(ticket(n), 250)) for n in range(60)],
        "empty": [noisy(background(n)) for n in range(60)],
    }
    out: dict[str, Any] = {"decoders": cascade.names}
    for name, frames in kinds.items():
        read, spent = 0, []
        for frame in frames:
            began = time.process_time()
            read += bool(cascade.decode(frame))
            spent.append((time.process_time() - began) * 1000)
        out[name] = {"cpu_ms_mean": round(statistics.mean(spent), 1), "read": read, "of": len(frames)}
    return out


async def scan(folder: Path, scans: int = 200) -> dict[str, float]:
    fake = FakeServer(guests=[Guest(f"Invité {n}", ticket(n)) for n in range(scans)])
    with running(fake.app()) as url:
        store = Store(folder / "scan")
        desk = Desk(store)
        await desk.start()
        await desk.pair(PAIRING_CODE, url)
        spent = []
        for guest in fake.guests:
            began = time.perf_counter()
            desk.scanned(guest.code)
            while desk.state.phase is not Phase.VERDICT:
                await asyncio.sleep(0.0005)
            spent.append((time.perf_counter() - began) * 1000)
            desk.dismiss()
        await desk.stop()
        store.close()
    return spread(spent)


async def camera(folder: Path, rounds: int = 10) -> dict[str, float]:
    fake = FakeServer(guests=[Guest(f"Invité {n}", ticket(n)) for n in range(rounds)])
    clip = make_clip(folder / "hall.avi", [], lead=0.3)
    with running(fake.app()) as url:
        store = Store(folder / "camera")
        desk = Desk(store, camera=str(clip), cascade=available_decoders())
        await desk.start()
        await desk.pair(PAIRING_CODE, url)
        await asyncio.sleep(1)
        spent = []
        for guest in fake.guests:
            assert desk.camera is not None
            shown = desk.camera.sequence + round(1.0 * FPS)
            make_clip(clip, [guest.code], lead=1.0, show=1.0, tail=0.2)
            while desk.camera.sequence <= shown:
                await asyncio.sleep(0.001)
            began = time.perf_counter()
            while desk.state.phase is not Phase.VERDICT:
                await asyncio.sleep(0.001)
            spent.append((time.perf_counter() - began) * 1000)
            desk.dismiss()
            await asyncio.sleep(1.5)
        await desk.stop()
        store.close()
    return spread(spent)


def process(folder: Path) -> dict[str, float]:
    clip = make_clip(folder / "loop.avi", [], lead=20)
    with (
        running(FakeServer().app()) as url,
        kiosk_process(folder / "process", server=url, camera=str(clip)) as (address, pid),
        chromium() as browser,
    ):
        page = KioskPage(browser.new_page(viewport={"width": 1280, "height": 720}), address)
        page.pair(PAIRING_CODE)
        watched = psutil.Process(pid)
        watched.cpu_percent()
        page.page.wait_for_timeout(8000)
        return {
            "rss_mb": round(watched.memory_info().rss / 1e6),
            "uss_mb": round(watched.memory_full_info().uss / 1e6),
            "cpu_percent": watched.cpu_percent(),
        }


def main() -> None:
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        out: dict[str, Any] = {
            "decode": decode(),
            "scan_to_verdict_ms": asyncio.run(scan(folder)),
            "picture_to_verdict_ms": asyncio.run(camera(folder)),
        }
        if CHROMIUM:
            out["process"] = process(folder)
    print(json.dumps(out, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
