"""A load generator: keep-alive HTTP/1.1 clients on plain asyncio streams, so that the clients cost little."""

import asyncio
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Load:
    """Latencies in milliseconds, rate in answers a second; `failed` counts everything but 200."""

    clients: int
    count: int
    failed: int
    rate: float
    p50: float
    p95: float
    p99: float
    highest: float


def percentile(values: list[float], part: float) -> float:
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(part * len(ranked)))] if ranked else float("nan")


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
    return Load(
        clients=clients,
        count=len(latencies),
        failed=failed,
        rate=len(latencies) / took,
        p50=statistics.median(latencies) if latencies else float("nan"),
        p95=percentile(latencies, 0.95),
        p99=percentile(latencies, 0.99),
        highest=max(latencies, default=float("nan")),
    )


def post(path: str, body: str, authorization: str) -> bytes:
    data = body.encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: {authorization}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n"
    )
    return head.encode() + data


def get(path: str, authorization: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: {authorization}\r\n\r\n".encode()
