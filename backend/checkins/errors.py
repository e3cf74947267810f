from backend.core.errors import Conflict, NotAllowed, NotFound, NotSignedIn


class PairingCodeUnknown(NotFound):
    code = "pairing_code_unknown"
    detail = "Ce code n’est pas connu, a déjà servi ou a expiré. Demandez-en un nouveau."


class DeviceRevoked(NotSignedIn):
    code = "device_revoked"
    detail = "Cette borne a été révoquée. Appairez-la de nouveau."


class DeviceWithoutEvent(Conflict):
    code = "device_without_event"
    detail = "Cette borne n’est affectée à aucun événement. Affectez-la depuis la page des bornes."


class EveningOver(NotAllowed):
    code = "evening_over"
    detail = (
        "Cet événement est terminé depuis plus de douze heures : ses noms ne sont plus ouverts aux portes."
    )


class DecidedMeanwhile(Conflict):
    code = "decided_meanwhile"
    detail = "Quelqu’un vient de trancher autrement. Relisez sa décision avant de la remplacer."
