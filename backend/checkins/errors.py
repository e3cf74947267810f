from backend.core.errors import Conflict, NotFound, NotSignedIn


class PairingCodeUnknown(NotFound):
    code = "pairing_code_unknown"
    detail = "Ce code n’est pas connu, a déjà servi ou a expiré. Demandez-en un nouveau."


class DeviceRevoked(NotSignedIn):
    code = "device_revoked"
    detail = "Cette borne a été révoquée. Appairez-la de nouveau."


class ScanIdReused(Conflict):
    code = "scan_id_reused"
    detail = "Cet identifiant de lecture a déjà servi pour une autre lecture."
