"""Everything that is searched in persons and organisations, read in one statement each."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from backend.contacts.models import FieldDefinition

_JSONB = 3802  # its oid: Django hands JSON over as text
_POINT = "jsonb_build_object('kind', kind, 'value', value, 'label', label, 'is_private', is_private)"
_POINTS = f"""
SELECT jsonb_agg({_POINT} ORDER BY is_main DESC, rank, point.id) FROM contacts_contactpoint AS point
"""  # noqa: S608  (constants)
_TERMS = """
SELECT jsonb_agg(term.label ORDER BY term.label) FROM contacts_classification AS filed
  JOIN contacts_term AS term ON term.id = filed.term_id
"""
_POSITIONS = """
SELECT jsonb_agg(jsonb_build_object(
         'function', job.function, 'service', job.service, 'custom', job.custom, 'ended_on', job.ended_on,
         'name', house.name, 'legal_name', house.legal_name, 'acronym', house.acronym)
         ORDER BY job.is_main DESC, job.created_at, job.id)
  FROM contacts_position AS job LEFT JOIN contacts_organisation AS house ON house.id = job.organisation_id
"""
_JOBS = "ARRAY(SELECT id FROM contacts_position WHERE person_id = person.id)"
PERSONS = f"""
SELECT person.id, given_name, family_name, birth_name, birth_date, title, contact_type, note, custom,
       ({_POSITIONS} WHERE job.person_id = person.id) AS positions,
       ({_POINTS} WHERE point.person_id = person.id OR point.position_id = ANY({_JOBS})) AS points,
       ({_TERMS} WHERE filed.person_id = person.id OR filed.position_id = ANY({_JOBS})) AS terms
  FROM contacts_person AS person WHERE person.id = ANY(%s) AND deleted_at IS NULL
"""  # noqa: S608
ORGANISATIONS = f"""
SELECT house.id, house.name, house.legal_name, house.acronym, house.siren, house.siret, house.vat, house.note,
       house.custom, parent.name AS parent,
       ({_POINTS} WHERE point.organisation_id = house.id) AS points,
       ({_TERMS} WHERE filed.organisation_id = house.id) AS terms
  FROM contacts_organisation AS house LEFT JOIN contacts_organisation AS parent ON parent.id = house.parent_id
 WHERE house.id = ANY(%s) AND house.deleted_at IS NULL
"""  # noqa: S608


def gathered(statement: str, ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """The lines of PERSONS or ORGANISATIONS for IDS; those that are gone, or in the bin, have none."""
    if not ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(ids)])
        columns = [(column.name, column.type_code == _JSONB) for column in cursor.description]
        lines = cursor.fetchall()
    read = [json.loads if is_json else _as_it_is for _, is_json in columns]
    names = [name for name, _ in columns]
    return [
        {name: how(value) if value else value for name, how, value in zip(names, read, line, strict=True)}
        for line in lines
    ]


def _as_it_is(value: Any) -> Any:
    return value


def custom_fields() -> dict[str, bool]:
    """Of each custom field in use: whether it is sensitive."""
    fields = FieldDefinition.objects.filter(retired_at=None)
    return dict(fields.order_by().values_list("key", "is_sensitive"))
