"""The live count of a targeting with ten nested groups over 50,000 contacts, as a builder asks it (RF-10)."""

import itertools
import json
import random
import time
from typing import Any

from tests.bench import load
from tests.bench.servers import web

SECONDS = 8.0
TURNS = 40
_FUNCTIONS = ["rédac", "journal", "direct", "chef", "attach", "présent", "pigiste", "photo"]
_HOUSES = ["radio", "télé", "courrier", "mairie", "festival", "studio", "revue", "gazette"]
_NAMES = ["le", "du", "mar", "ber", "rous", "gar"]
_REGIONS = ["region:53", "region:11", "region:84", "department:35", "department:2A", "department:974"]
# An address for each person, spread over the postcodes of France: the generated contacts have none.
_ADDRESSES = """
INSERT INTO contacts_contactpoint
  (id, created_at, updated_at, person_id, kind, value, extension, label, state, address, postal_code, country,
   is_private, is_main, rank)
SELECT gen_random_uuid(), now(), now(), id, 'address', code, '', '', 'valid', '{}', code, '', false, true, 0
FROM (SELECT id, (%s::text[])[1 + (row_number() OVER (ORDER BY id) %% %s)] AS code FROM contacts_person) AS each
"""


def prepare() -> None:
    from django.db import connection

    from backend.contacts.geography.places import place_of

    places = [place_of(f"region:{region}") for region in ("11", "53", "84", "93")]
    codes = sorted(code for place in places if place for code in place.postcodes)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE contacts_contactpoint DISABLE TRIGGER trace_created")
        cursor.execute(_ADDRESSES, [codes, len(codes)])
        cursor.execute("ALTER TABLE contacts_contactpoint ENABLE TRIGGER trace_created")
        cursor.execute("ANALYZE")


def _is(field: str, cmp: str, *values: Any) -> dict[str, Any]:
    return {"field": field, "cmp": cmp, "value": list(values)}


def _group(op: str, *children: Any) -> dict[str, Any]:
    return {"op": op, "children": list(children)}


def _same(of: str, *children: Any) -> dict[str, Any]:
    return {"op": "same", "of": of, "children": list(children)}


def ten_groups(dice: random.Random) -> dict[str, Any]:
    """Ten groups, four deep: positions, organisations, points, places, names, words, dates, all at once."""
    current = {"field": "position.current", "cmp": "is", "value": True}
    job = _same(
        "position",
        _is("position.function", "contains", dice.choice(_FUNCTIONS)),
        _group("or", *(_is("organisation.name", "contains", house) for house in dice.sample(_HOUSES, 2))),
        current,
    )
    reached = _same("point", _is("point.kind", "is", "email"), _is("point.state", "is", "valid"))
    lives = _group(
        "and",
        _is("address.in", "in", dice.choice(_REGIONS)),
        _group("not", _is("person.civility", "is", "Mme")),
    )
    named = _group(
        "or",
        _is("person.family_name", "starts", dice.choice(_NAMES)),
        {
            "field": "person.words",
            "cmp": "match",
            "value": dice.choice(["journaliste", "culture", "cabinet"]),
        },
    )
    near = {
        "field": "address.near",
        "cmp": "within",
        "value": {"place": "town:35238", "km": dice.randrange(20, 200)},
    }
    without = _group(
        "not", _group("or", _same("position", _is("position.service", "contains", "cabinet")), near)
    )
    return _group("or", _group("and", job, reached), _group("and", lives, named, without))


def _groups(query: dict[str, Any]) -> int:
    return int("op" in query) + sum(_groups(child) for child in query.get("children", []))


def _in_sql(queries: list[dict[str, Any]]) -> list[float]:
    from django.contrib.auth import get_user_model

    from backend.contacts.targeting.asking import count_query
    from backend.contacts.targeting.tree import read_tree

    user = get_user_model().objects.get(username="bench")
    took = []
    for query in queries:
        started = time.perf_counter()
        count_query(user, read_tree(query))
        took.append((time.perf_counter() - started) * 1000)
    return took


def measure(env: dict[str, str], token: str) -> list[dict[str, Any]]:
    prepare()
    dice = random.Random(9)
    queries = [ten_groups(dice) for _ in range(TURNS)]
    _in_sql(queries[:3])
    took = _in_sql(queries)
    what = f"targeting, {_groups(queries[0])} groups, 50,000 contacts"
    rows = [
        {
            "what": f"{what}, in process",
            "clients": 1,
            "p50_ms": round(load.percentile(took, 0.5), 1),
            "p95_ms": round(load.percentile(took, 0.95), 1),
            "count": len(took),
        }
    ]
    with web("backend.config.asgi:application", env) as ours:
        bodies = itertools.cycle([json.dumps({"query": query}) for query in queries])
        requests = (load.post("/api/v1/lists/count", body, f"Bearer {token}") for body in bodies)
        load.run(ours.port, requests, clients=1, seconds=2)
        result = load.run(ours.port, requests, clients=1, seconds=SECONDS)
    rows.append(
        {
            "what": f"{what}, live count by API",
            "clients": 1,
            "per_second": round(result.rate, 1),
            "p50_ms": round(result.p50, 1),
            "p95_ms": round(result.p95, 1),
            "count": result.count,
            "failed": result.failed,
        }
    )
    return rows
