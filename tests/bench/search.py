"""Search by the shape of what is typed: in SQL over 50,000 and 1,000,000 contacts, through HTTP over 50,000.

`python -m tests.bench search` makes both bases, each in a process and a database of its own; `search=200000` makes
the large one that large, which is what a run of all measures does. With DATABASE_URL, `python -m tests.bench.search
1000000` measures a base that it made before, or makes it.

Measured is everything between the query and the ids of a page of fifty: `sql` is the time in PostgreSQL alone, all
statements together, `whole` that and ours, `cpu` what the server's process worked in it (where it runs beside us):
that one says the same on a machine that others use too.
"""

import itertools
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

SMALL, LARGE = 50_000, 1_000_000
TIMES = 60
SLOW = 150.0  # ms that no shape may take
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def measure(env: dict[str, str], large: int = LARGE) -> list[dict[str, Any]]:
    return [row for size in dict.fromkeys((SMALL, large)) for row in _apart(env, size)]


def _apart(env: dict[str, str], size: int) -> list[dict[str, Any]]:
    """Measure SIZE contacts in a database of their own."""
    import psycopg

    name = f"bench_search_{size}"
    base, _, _ = env["DATABASE_URL"].rpartition("/")
    with psycopg.connect(env["DATABASE_URL"], autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    own = {**os.environ, **env, "DATABASE_URL": f"{base}/{name}"}
    ran = subprocess.run(
        [sys.executable, "-m", "tests.bench.search", str(size)], env=own, stdout=subprocess.PIPE, check=True
    )
    rows: list[dict[str, Any]] = json.loads(ran.stdout.splitlines()[-1])
    return rows


def shapes(
    names: Sequence[tuple[str, str]], emails: Sequence[str], phones: Sequence[str]
) -> dict[str, list[str]]:
    """What people type, TIMES of each kind, from contacts drawn at random: common names are common here too."""
    dice = random.Random(11)

    def drawn(make: Callable[[str, str], str]) -> list[str]:
        return [make(*dice.choice(names)) for _ in range(TIMES)]

    def part(text: str, length: int) -> str:
        at = dice.randrange(max(1, len(text) - length))
        return text[at : at + length]

    return {
        "1 letter": [dice.choice(_LETTERS) for _ in range(TIMES)],
        "2-letter prefix": drawn(lambda given, family: family[:2]),
        "3-letter prefix": drawn(lambda given, family: family[:3]),
        "5-letter prefix": drawn(lambda given, family: family[:5]),
        "3-letter part": drawn(lambda given, family: part(family, 3)),
        "4-letter part": drawn(lambda given, family: part(family, 4)),
        "family name": drawn(lambda given, family: family),
        "two words": drawn(lambda given, family: f"{given} {family}"),
        "two beginnings": drawn(lambda given, family: f"{family[:4]} {given[:2]}"),
        "three words": drawn(lambda given, family: f"{given[:3]} {family} journaliste"),
        "e-mail fragment": [part(dice.choice(emails), 9) for _ in range(TIMES)],
        "phone beginning": [f"0{dice.choice(phones)[3:9]}" for _ in range(TIMES)],
        "phone ending": [dice.choice(phones)[-6:] for _ in range(TIMES)],
        "sound": drawn(lambda given, family: respelled(family)),
        "typing error": drawn(lambda given, family: mistyped(dice, family)),
        "typing error, 2 words": drawn(
            lambda given, family: f"{mistyped(dice, given)} {mistyped(dice, family)}"
        ),
        "nobody": [f"{dice.choice(_LETTERS)}zqx{dice.choice(_LETTERS)}w" for _ in range(TIMES)],
        "common words": [
            dice.choice(
                ["martin", "journaliste", "radio", "paris", "presse", "jean", "radio littoral", "le", "fr"]
            )
            for _ in range(TIMES)
        ],
    }


def respelled(name: str) -> str:
    """NAME as somebody writes it who has only heard it."""
    for one, other in (
        ("ph", "f"),
        ("au", "o"),
        ("ai", "e"),
        ("qu", "k"),
        ("ss", "c"),
        ("tt", "t"),
        ("ll", "l"),
    ):
        if one in name:
            return name.replace(one, other, 1)
    return name + name[-1] if name[-1] in "tlnr" else name + "e"


def mistyped(dice: random.Random, name: str) -> str:
    """NAME with one letter left out, doubled, replaced, or changed places with the next."""
    at = dice.randrange(1, max(2, len(name) - 1))
    return dice.choice(
        [
            name[:at] + name[at + 1 :],
            name[:at] + dice.choice(_LETTERS) + name[at:],
            name[:at] + dice.choice(_LETTERS) + name[at + 1 :],
            name[:at] + name[at : at + 2][::-1] + name[at + 2 :],
        ]
    )


def _measure_here(size: int) -> list[dict[str, Any]]:
    import django

    django.setup()
    from django.core.management import call_command

    from backend.contacts.models import Person
    from fixtures.generate import generate_contacts

    started = time.perf_counter()
    call_command("migrate", verbosity=0)
    if not Person.objects.exists():
        generate_contacts(size)
    rows = [{"what": "search: base made", "contacts": size, "seconds": round(time.perf_counter() - started)}]
    typed = _typed()
    rows += [_in_sql(size, shape, queries) for shape, queries in typed.items()]
    if size <= SMALL:
        rows += _through_api(size, typed)
    return rows


def _typed() -> dict[str, list[str]]:
    from backend.contacts.models import ContactPoint, Person
    from backend.core.text import fold

    names = Person.objects.order_by("pk").values_list("given_name", "family_name")[
        :: max(1, Person.objects.count() // 5000)
    ]
    points = ContactPoint.objects.order_by("pk")
    return shapes(
        [(fold(given), fold(family)) for given, family in names],
        list(points.filter(kind="email").values_list("value", flat=True)[:5000]),
        list(points.exclude(kind="email").values_list("value", flat=True)[:5000]),
    )


@contextmanager
def _clocked(spent: list[float]) -> Iterator[None]:
    """Adds the time of every statement inside to the last of SPENT."""
    from django.db import connection

    def clock(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        started = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            spent[-1] += (time.perf_counter() - started) * 1000

    with connection.execute_wrapper(clock):
        yield


def _in_sql(size: int, shape: str, queries: Sequence[str]) -> dict[str, Any]:
    from backend.contacts.search.finding import Asked, find
    from tests.bench.load import percentile

    whole: list[float] = []
    sql: list[float] = []
    worked: list[float] = []
    working = _worked()
    slowest = ""
    for query in queries[:10]:
        find(Asked(query))
    with _clocked(sql):
        for query in queries:
            sql.append(0.0)
            before, started = working(), time.perf_counter()
            find(Asked(query))
            whole.append((time.perf_counter() - started) * 1000)
            worked.append(working() - before)
            slowest = query if sql[-1] == max(sql) else slowest
    row = {"what": f"search: {shape}", "contacts": size, "count": len(queries)}
    row |= {f"sql_p{int(part * 100)}_ms": round(percentile(sql, part), 1) for part in (0.5, 0.95)}
    row |= {"sql_max_ms": round(max(sql), 1), "whole_p95_ms": round(percentile(whole, 0.95), 1)}
    row |= {f"cpu_p{int(part * 100)}_ms": round(percentile(worked, part), 1) for part in (0.5, 0.95)}
    return row | {"slowest": slowest, "over": sum(spent > SLOW for spent in sql)}


def _worked() -> Callable[[], float]:
    """Tells how long the server's process of this connection has worked so far, in milliseconds."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        clock = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    return lambda: int(clock.read_text().split()[0]) / 1e6 if clock.exists() else float("nan")


def _through_api(size: int, typed: dict[str, list[str]]) -> list[dict[str, Any]]:
    from backend.accounts.services import create_user, issue_api_token
    from backend.core.actor import task
    from tests.bench import load
    from tests.bench.servers import web

    bench = task("bench")
    user = create_user(
        bench, username=f"bench-{time.time_ns()}", password="entregent-bench", roles=["administrator"]
    )
    token = issue_api_token(bench, user=user, name="bench")
    rows = []
    with web("backend.config.asgi:application", dict(os.environ)) as ours:

        def measure(what: str, path: str, queries: Sequence[str], clients: int, seconds: float) -> None:
            asked = (
                load.get(f"/api/v1/{path}&q={quote(text)}", f"Bearer {token}")
                for text in itertools.cycle(queries)
            )
            result = load.run(ours.port, asked, clients=clients, seconds=seconds)
            figures = {
                "p50_ms": round(result.p50, 1),
                "p95_ms": round(result.p95, 1),
                "count": result.count,
                "failed": result.failed,
            }
            rows.append({"what": f"search: {what}", "contacts": size, "clients": clients, **figures})

        every = [text for some in typed.values() for text in some]
        mixed = random.Random(1).sample(every, len(every))
        measure("warming up", "contacts?limit=50", mixed, 8, 4)  # both processes
        rows.clear()
        for shape, queries in typed.items():
            measure(f"{shape}, API", "contacts?limit=50", queries, 1, 1.5)
        for clients in (1, 4):
            measure("all shapes, API", "contacts?limit=50", mixed, clients, 8)
        measure("all shapes, palette", "search?limit=6", mixed, 1, 8)
    return rows


if __name__ == "__main__":
    print(json.dumps(_measure_here(int(sys.argv[1])), ensure_ascii=False))
