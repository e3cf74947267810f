from uuid import UUID

from backend.core.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound


class ContactNotFound(NotFound):
    code = "contact_not_found"
    detail = "Cette fiche n’existe pas, ou vous n’y avez pas accès."


class ContactChangedMeanwhile(Conflict):
    code = "contact_changed_meanwhile"
    detail = "Cette fiche a été modifiée entre-temps. Rechargez-la : votre saisie n’a pas été enregistrée."


class ImportNotFound(NotFound):
    code = "import_not_found"
    detail = "Cet import n’existe pas, ou vous n’y avez pas accès."


class FeedNotFound(NotFound):
    code = "feed_not_found"
    detail = "Cet import programmé n’existe pas, ou vous n’y avez pas accès."


class FeedResting(Conflict):
    code = "feed_resting"
    detail = "Cet import programmé est en pause ou arrêté. Remettez-le d’abord en service."


class NothingToAccept(Conflict):
    code = "nothing_to_accept"
    detail = "Aucun fichier n’attend votre accord : il a déjà été écrit, ou il ne peut pas être lu."


class ExportNotFound(NotFound):
    code = "export_not_found"
    detail = "Cet export n’existe pas, ou il n’est pas le vôtre."


class ExportFileGone(NotFound):
    code = "export_file_gone"
    detail = "Ce fichier n’est plus gardé : un export se télécharge pendant 24 heures. Recommencez-le."


class TemplateNotFound(NotFound):
    code = "template_not_found"
    detail = "Ce modèle n’existe plus. Envoyez-le de nouveau."


class UnreadableFile(Invalid):
    """A file that can't be imported at all; the code says why, the sentence says what to do."""

    code = "unreadable_file"


class ListNotFound(NotFound):
    code = "list_not_found"
    detail = "Cette liste n’existe pas, ou vous n’y avez pas accès."


class ListRequestNotFound(NotFound):
    code = "list_request_not_found"
    detail = "Cette demande n’existe pas, ou vous n’y avez pas accès."


class NotYourList(NotAllowed):
    code = "not_your_list"
    detail = "Cette liste appartient à quelqu’un d’autre. Proposez-lui votre modification."


class ListChangedMeanwhile(Conflict):
    code = "list_changed_meanwhile"
    detail = "Cette liste a changé entre-temps. Rechargez-la avant de recommencer."


class RequestDecided(Conflict):
    code = "list_request_decided"
    detail = "Cette demande a déjà reçu une réponse."


class ListCycle(Invalid):
    code = "list_cycle"
    detail = "Une liste ne peut pas se contenir elle-même, même à travers une autre."


class SensitiveCriterion(NotAllowed):
    code = "sensitive_criterion"
    detail = "Ce critère porte sur un champ sensible, que vous n’avez pas le droit de voir."


class TargetingTooSlow(DomainError):
    status = 503
    code = "targeting_too_slow"
    detail = "Ce ciblage demande un calcul trop long. Retirez un critère, ou précisez-en un."


class OrganisationNotFound(NotFound):
    code = "organisation_not_found"
    detail = "Cet organisme n’existe pas, ou vous n’y avez pas accès."


class OrganisationChangedMeanwhile(Conflict):
    code = "organisation_changed_meanwhile"
    detail = "Cet organisme a été modifié entre-temps. Rechargez-le : votre saisie n’a pas été enregistrée."


class OrganisationExists(Conflict):
    """Another organisation has this name, in some spelling; `existing` tells which."""

    code = "organisation_exists"

    def __init__(self, pk: UUID, name: str, *, deleted: bool) -> None:
        where = ", dans la corbeille" if deleted else ""
        super().__init__(f"Cet organisme existe déjà : « {name} »{where}.")
        self.extra = {"existing": {"id": str(pk), "name": name, "deleted": deleted}}


class OrganisationInUse(Conflict):
    code = "organisation_in_use"

    def __init__(self, count: int) -> None:
        who = "Une personne y est" if count == 1 else f"{count} personnes y sont"
        super().__init__(
            f"{who} en fonction. Indiquez l’organisme qui les accueille, ou mettez d’abord fin à ces fonctions."
        )


class MoveNotFound(NotFound):
    code = "move_not_found"
    detail = "Ce changement n’existe pas, ou vous n’y avez pas accès."


class MoveUndoneAlready(Conflict):
    code = "move_undone_already"
    detail = "Ce changement a déjà été annulé."


class TermNotFound(NotFound):
    code = "term_not_found"
    detail = "Ce terme n’existe pas."


class TermExists(Conflict):
    code = "term_exists"

    def __init__(self, pk: UUID, label: str, *, retired: bool) -> None:
        where = ", parmi les termes retirés" if retired else ""
        super().__init__(f"Ce terme existe déjà à cet endroit : « {label} »{where}.")
        self.extra = {"existing": {"id": str(pk), "label": label, "retired": retired}}


class FieldNotFound(NotFound):
    code = "field_not_found"
    detail = "Ce champ n’existe pas."


class SourceNotFound(NotFound):
    code = "source_not_found"
    detail = "Cette source n’existe pas."


class ContactMerged(NotFound):
    """An old address of a record that was merged: `merged_into` is the id of where it went, `merged_name` what
    its own name was.
    """

    status = 410
    code = "contact_merged"
    detail = "Cette fiche a été fusionnée avec une autre."

    def __init__(self, into: UUID, name: str) -> None:
        super().__init__()
        self.extra = {"merged_into": str(into), "merged_name": name}


class OrganisationMerged(ContactMerged):
    code = "organisation_merged"
    detail = "Cet organisme a été fusionné avec un autre."


class MergedMeanwhile(Conflict):
    code = "merged_meanwhile"
    detail = "Une de ces fiches a été fusionnée entre-temps. Rechargez la liste des doublons."


class MergeNotFound(NotFound):
    code = "merge_not_found"
    detail = "Cette fusion n’existe pas, ou vous n’y avez pas accès."


class MergedSince(Conflict):
    """A later merge builds on this one."""

    code = "merged_since"
    detail = "Une fusion plus récente s’appuie sur celle-ci : annuler d’abord la plus récente."


class AlreadyUndone(Conflict):
    code = "merge_already_undone"
    detail = "Cette fusion a déjà été annulée."


class CandidateNotFound(NotFound):
    code = "candidate_not_found"
    detail = "Cette proposition n’existe plus, ou vous n’y avez pas accès."


class CandidateChangedMeanwhile(Conflict):
    code = "candidate_changed_meanwhile"
    detail = "Cette proposition vient d’être corrigée. Relisez-la avant de décider."


class CandidateDecided(Conflict):
    code = "candidate_decided"
    detail = "Quelqu’un a déjà décidé de cette proposition."


class CandidateErased(Conflict):
    code = "candidate_erased"
    detail = "Les informations de cette proposition sont effacées : elle ne peut plus être reprise."
