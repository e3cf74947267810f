from backend.core.errors import NotFound


class EndpointNotFound(NotFound):
    detail = "Cette adresse d’envoi n’existe pas ou a été retirée."
