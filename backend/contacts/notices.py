from backend.contacts.models import Import
from notifications.notice import NoticeText


def import_ended(batch: Import) -> NoticeText:
    url = f"/imports/{batch.pk}"
    if batch.status == Import.Status.FAILED:
        done, total = batch.counts["done"], batch.counts["total"]
        body = f"{done} lignes sur {total} sont écrites. Vous pouvez reprendre l’import."
        return NoticeText(
            kind="import_failed", title=f"Import interrompu : {batch.file_name}"[:160], body=body, url=url
        )
    told = {"create": "créées", "update": "complétées", "unchanged": "inchangées", "refused": "refusées"}
    parts = [f"{batch.counts[name]} {word}" for name, word in told.items() if batch.counts[name]]
    return NoticeText(
        kind="import_finished",
        title=f"Import terminé : {batch.file_name}"[:160],
        body=f"Fiches : {', '.join(parts) or 'aucune'}.",
        url=url,
    )
