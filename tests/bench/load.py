"""A load generator: keep-alive HTTP/1.1 clients on plain asyncio streams, so that the clients cost little."""

import asyncio
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Load:
    """Latencies in milliseconds; `failed` counts everything but 200, and what was never answered."""

    clients: int
    latencies: list[float]
    failed: int
    seconds: float

    @property
    def count(self) -> int:
        return len(self.latencies)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.count / self.seconds

    @property
    def p50(self) -> float:
        return statistics.median(self.latencies) if self.latencies else float("nan")

    @property
    def p95(self) -> float:
        return percentile(self.latencies, 0.95)

    @property
    def p99(self) -> float:
        return percentile(self.latencies, 0.99)


def percentile(values: list[float], part: float) -> float:
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(part * len(ranked)))] if ranked else float("nan")


def spread(latencies: list[float]) -> dict[str, float]:
    """The columns of a table for LATENCIES, milliseconds."""
    parts = {"p50_ms": 0.5, "p95_ms": 0.95, "p99_ms": 0.99}
    columns = {name: round(percentile(latencies, part), 1) for name, part in parts.items()}
    return columns | {"max_ms": round(max(latencies, default=float("nan")), 1)}


async def _client(
    port: int, request: Callable[[], bytes | None], until: float, latencies: list[float]
) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    failed = 0
    while time.perf_counter() < until and (payload := request()) is not None:
        started = time.perf_counter()
        head, _ = await exchange(reader, writer, payload)
        latencies.append((time.perf_counter() - started) * 1000)
        failed += b" 200 " not in head[:20]
    writer.close()
    return failed


async def exchange(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, payload: bytes
) -> tuple[bytes, bytes]:
    """Head and body of the answer to PAYLOAD, a whole request."""
    writer.write(payload)
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(
        int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")
    )
    return head, await reader.readexactly(length)


def run(port: int, requests: Iterator[bytes], *, clients: int, seconds: float) -> Load:
    """CLIENTS at once for SECONDS, each sending the next of REQUESTS as soon as it is answered."""

    async def drive() -> tuple[list[float], int, float]:
        latencies: list[float] = []
        started = time.perf_counter()
        until = started + seconds
        failed = await asyncio.gather(
            *(_client(port, lambda: next(requests, None), until, latencies) for _ in range(clients))
        )
        return latencies, sum(failed), time.perf_counter() - started

    latencies, failed, took = asyncio.run(drive())
    return Load(clients, latencies, failed, took)


def at_rate(
    port: int,
    requests: Iterator[bytes],
    *,
    rate: float,
    seconds: float,
    clients: int = 64,
    patience: float = 10,
) -> Load:
    """RATE requests a second for SECONDS, whether or not the ones before are answered. A latency counts from the
    moment when the request was due: a server that stands still is not spared who would have come meanwhile."""

    async def drive() -> tuple[list[float], int]:
        due: asyncio.Queue[tuple[float, bytes] | None] = asyncio.Queue()
        latencies: list[float] = []

        async def client() -> int:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            failed = 0
            while (task := await due.get()) is not None:
                head, _ = await exchange(reader, writer, task[1])
                latencies.append((time.perf_counter() - task[0]) * 1000)
                failed += b" 200 " not in head[:20]
            writer.close()
            return failed

        working = [asyncio.create_task(client()) for _ in range(clients)]
        started = time.perf_counter()
        total = int(rate * seconds)
        for number in range(total):
            moment = started + number / rate
            if (pause := moment - time.perf_counter()) > 0:
                await asyncio.sleep(pause)
            due.put_nowait((moment, next(requests)))
        for _ in working:
            due.put_nowait(None)
        done, late = await asyncio.wait(working, timeout=patience)
        for task in late:
            task.cancel()
        return latencies, sum(task.result() for task in done) + total - len(latencies)

    latencies, failed = asyncio.run(drive())
    return Load(clients, latencies, failed, seconds)


def post(path: str, body: str, authorization: str) -> bytes:
    data = body.encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: {authorization}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n"
    )
    return head.encode() + data


def get(path: str, authorization: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: {authorization}\r\n\r\n".encode()
