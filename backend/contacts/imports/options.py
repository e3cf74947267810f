"""What a person chooses for an import before it is written; the file is judged again under it."""

from typing import Any
from uuid import UUID

from backend.contacts.imports.dry_run import read_again
from backend.contacts.imports.mapping import check_columns
from backend.contacts.models import DataSource, Import, ImportMapping
from backend.contacts.schemas import ImportOptionsIn
from backend.core.actor import Actor
from backend.core.errors import Invalid
from backend.core.text import fold


def change_options(actor: Actor, *, batch: Import, data: ImportOptionsIn) -> Import:
    """Take what DATA gives, and judge the file again.

    Raises:
        Invalid: a field, a sheet, a source or a mapping that does not exist.
        Conflict: the import is being written, or was.
    """
    given = data.model_dump(exclude_unset=True)
    options = dict(batch.options)
    chosen: dict[str, Any] = {}
    if "sheet" in given:
        if data.sheet not in batch.sheets:
            raise Invalid(fields={"sheet": "Cette feuille n’existe pas."})
        options["sheet"] = data.sheet
        options.pop("columns", None)  # were chosen by letter, for another sheet
    if data.mapping_id:
        chosen |= _mapping(data.mapping_id, options)
    if data.columns is not None:
        check_columns(data.columns)
        options["columns"] = data.columns
    if data.terms is not None:
        options["terms"] = {
            name: {fold(label): choice for label, choice in labels.items()}
            for name, labels in data.terms.items()
        }
    if "policy" in given:
        chosen["policy"] = data.policy
    if "source_id" in given:
        if data.source_id and not DataSource.objects.filter(pk=data.source_id).exists():
            raise Invalid(fields={"source_id": "Cette source n’existe pas."})
        chosen["data_source_id"] = data.source_id
    return read_again(actor, batch=batch, options=options, **chosen)


def _mapping(mapping_id: UUID, options: dict[str, Any]) -> dict[str, Any]:
    mapping = ImportMapping.objects.filter(pk=mapping_id).first()
    if mapping is None:
        raise Invalid(fields={"mapping_id": "Cette correspondance n’existe pas."})
    options.pop("columns", None)
    options["terms"] = mapping.terms
    return {"mapping": mapping, "policy": mapping.policy, "data_source": mapping.data_source}
