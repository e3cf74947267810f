from backend.core.errors import Conflict, Invalid, NotFound


class ContactNotFound(NotFound):
    code = "contact_not_found"
    detail = "Cette fiche n’existe pas, ou vous n’y avez pas accès."


class ContactChangedMeanwhile(Conflict):
    code = "contact_changed_meanwhile"
    detail = "Cette fiche a été modifiée entre-temps. Rechargez-la : votre saisie n’a pas été enregistrée."


class ImportNotFound(NotFound):
    code = "import_not_found"
    detail = "Cet import n’existe pas, ou vous n’y avez pas accès."


class UnreadableFile(Invalid):
    """A file that can't be imported at all; the code says why, the sentence says what to do."""

    code = "unreadable_file"
