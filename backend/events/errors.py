from backend.core.errors import Conflict, DomainError, NotAllowed, NotFound


class AnswersClosed(Conflict):
    code = "answers_closed"
    detail = "Les réponses à cette invitation sont closes."


class AlreadyArrived(Conflict):
    code = "guest_already_arrived"
    detail = "Cette personne est déjà arrivée : sa réponse ne peut plus changer."


class DeputyCannotDelegate(Conflict):
    code = "deputy_cannot_delegate"
    detail = "Une personne qui en représente une autre ne peut pas se faire représenter à son tour."


class CompanionCannotDelegate(Conflict):
    code = "companion_cannot_delegate"
    detail = "Une personne qui en accompagne une autre ne peut pas se faire représenter."


class TooManyCompanions(Conflict):
    code = "too_many_companions"
    detail = "Le nombre d’accompagnants prévu pour cette invitation est atteint."


class NoPlaceLeft(Conflict):
    code = "no_place_left"
    detail = "Il ne reste pas assez de places pour venir plus nombreux."


class TooManyQuestions(Conflict):
    code = "too_many_questions"
    detail = "Un événement pose au plus 30 questions : retirez-en une d’abord."


class EventCancelled(Conflict):
    code = "event_cancelled"
    detail = "Cet événement est annulé."


class EventNotOpen(Conflict):
    code = "event_not_open"
    detail = "Les invitations ne peuvent partir que pour un événement ouvert et à venir."


class PlaceTaken(Conflict):
    code = "deputy_replaced"
    detail = "La personne représentée a changé sa réponse : ce représentant ne peut plus être rétabli."


class LinkUnknown(NotFound):
    code = "link_unknown"
    detail = "Ce lien d’invitation n’est pas valable."


class LinkReplaced(DomainError):
    status = 410
    code = "link_replaced"
    detail = "Ce lien a été remplacé par un plus récent."


class LinkRevoked(DomainError):
    status = 410
    code = "link_revoked"
    detail = "Cette invitation n’est plus valable."


class ReminderGone(Conflict):
    code = "reminder_not_planned"
    detail = "Cette relance est déjà partie ou annulée."


class WantedByOthers(NotAllowed):
    code = "guest_wanted_by_others"

    def __init__(self, names: str) -> None:
        super().__init__(
            f"Cette personne est proposée par {names}\u202f: le responsable de l’événement et les administrateurs "
            "peuvent la retirer, ou chacun sa propre proposition."
        )


class NotYourEvent(NotAllowed):
    code = "not_your_event"
    detail = "Le responsable de l’événement et les administrateurs en décident."
