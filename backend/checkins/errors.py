from backend.core.errors import NotFound, NotSignedIn


class PairingCodeUnknown(NotFound):
    code = "pairing_code_unknown"
    detail = "Ce code n’est pas connu, a déjà servi ou a expiré. Demandez-en un nouveau."


class DeviceRevoked(NotSignedIn):
    code = "device_revoked"
    detail = "Cette borne a été révoquée. Appairez-la de nouveau."
