from uuid import UUID

from backend.core.http.schemas import Out


class SecondFactorOut(Out):
    required: bool
    enrolled: bool


class MeOut(Out):
    id: UUID
    username: str
    display_name: str
    email: str
    roles: list[str]
    rights: list[str]
    second_factor: SecondFactorOut
    demo: bool
    live_audience: str
