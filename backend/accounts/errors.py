from backend.core.errors import NotAllowed


class SecondFactorRequired(NotAllowed):
    code = "second_factor_required"
    detail = (
        "Votre compte demande un second facteur. Ajoutez une clé d’accès ou une application à votre compte."
    )
