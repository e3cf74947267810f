from backend.contacts.models import DuplicateRun, Export, Feed, Import, ListChangeRequest, Term
from notifications.notice import NoticeText


def import_ended(batch: Import) -> NoticeText:
    url = f"/imports/{batch.pk}"
    if batch.status == Import.Status.UNREADABLE:
        title = f"Fichier illisible : {batch.file_name}"[:160]
        return NoticeText(kind="import_failed", title=title, body=batch.failure, url=url)
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


def import_undone(batch: Import) -> NoticeText:
    counts = batch.counts
    told = [
        (counts.get("removed", 0), "fiches retirées"),
        (counts.get("restored", 0), "fiches remises en l’état"),
        (counts.get("kept", 0), "gardées, car changées ou utilisées depuis"),
    ]
    parts = [f"{count} {words}" for count, words in told if count]
    return NoticeText(
        kind="import_undone",
        title=f"Import annulé : {batch.file_name}"[:160],
        body=f"{', '.join(parts) or 'Rien n’était à retirer'}.",
        url=f"/imports/{batch.pk}",
    )


def feed_stopped(feed: Feed, why: str) -> NoticeText:
    return NoticeText(
        kind="feed_stopped",
        title=f"Import programmé arrêté : {feed.name}"[:160],
        body=f"{why} Rien n’a été écrit."[:400],
        url=f"/reglages/flux/{feed.pk}",
        urgency="high",
    )


def feed_failing(feed: Feed, why: str) -> NoticeText:
    return NoticeText(
        kind="feed_failing",
        title=f"Import programmé sans fichier : {feed.name}"[:160],
        body=f"{why} De nouveaux essais suivront."[:400],
        url=f"/reglages/flux/{feed.pk}",
    )


def export_ended(export: Export) -> NoticeText:
    url = f"/exports/{export.pk}"
    if export.status == Export.Status.FAILED:
        return NoticeText(kind="export_failed", title="Export interrompu", body=export.failure, url=url)
    left_out = export.report.get("left_out", 0)
    rest = f" {left_out} laissés de côté." if left_out > 1 else " 1 laissé de côté." if left_out else ""
    several = "contacts" if export.count > 1 else "contact"
    body = f"{export.count} {several}.{rest} Le fichier est gardé 24 heures."
    return NoticeText(kind="export_finished", title="Votre export est prêt", body=body, url=url)


def list_change_requested(request: ListChangeRequest, author: str) -> NoticeText:
    return NoticeText(
        kind="list_change_requested",
        title=f"{author} propose de changer « {request.list.name} »"[:160],
        body=request.message[:400],
        url=f"/listes/demandes/{request.pk}",
    )


def list_change_decided(request: ListChangeRequest, decider: str) -> NoticeText:
    """The author is told what became of their request."""
    words = {"accepted": "acceptée", "partly": "acceptée en partie", "refused": "refusée"}
    return NoticeText(
        kind="list_change_decided",
        title=f"Votre demande sur « {request.list.name} » est {words[request.state]}"[:160],
        body=f"{decider} : {request.answer}"[:400] if request.answer else "",
        url=f"/listes/demandes/{request.pk}",
    )


def term_proposed(term: Term, author: str) -> NoticeText:
    return NoticeText(
        kind="term_proposed",
        title=f"Terme proposé : {term.label}"[:160],
        body=f"{author} propose ce terme pour la liste « {term.get_vocabulary_display()} ».",
        url=f"/reglages/listes-de-valeurs?liste={term.vocabulary}",
    )


def term_decided(label: str, kept: Term | None) -> NoticeText:
    """KEPT is the term it became; None where it was refused."""
    if kept is None:
        title, body = f"Terme refusé : {label}", "Votre proposition n’a pas été retenue."
    elif kept.label == label:
        title, body = f"Terme accepté : {label}", "Votre proposition fait partie de la liste."
    else:
        title, body = f"Terme accepté : {kept.label}", f"Votre proposition « {label} » y est rattachée."
    # No address: whoever proposes terms need not have the right to the page of the lists.
    return NoticeText(kind="term_decided", title=title[:160], body=body)


def duplicates_sought(run: DuplicateRun) -> NoticeText:
    who = "contacts" if run.kind == "person" else "organismes"
    body = "Aucun doublon à examiner." if not run.clusters else f"Groupes à examiner : {run.clusters}."
    return NoticeText(
        kind="duplicates_sought", title=f"Recherche de doublons terminée ({who})", body=body, url="/doublons"
    )
