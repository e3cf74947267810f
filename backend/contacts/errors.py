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


class ExportNotFound(NotFound):
    code = "export_not_found"
    detail = "Cet export n’existe pas, ou il n’est pas le vôtre."


class ExportFileGone(NotFound):
    code = "export_file_gone"
    detail = "Ce fichier n’est plus gardé : un export se télécharge pendant 24 heures. Recommencez-le."


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
