"""The one search box over HTTP: every kind that is registered, each with its own rights."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from backend.accounts.auth import SignedIn, user_of
from backend.core.http.schemas import In, Out
from backend.core.search import search_everything

router = Router(tags=["recherche"])


class SearchAsked(In):
    q: str = Field("", max_length=200)
    limit: int = Field(6, ge=1, le=20, description="Au plus tant de chaque sorte.")


class HitOut(Out):
    kind: str = Field(description="contact, organisation, list, event…")
    id: UUID
    label: str
    hint: str
    matched: str = Field(description="Pourquoi, quand le nom ne le dit pas.")


@router.get("", response=list[HitOut], auth=SignedIn(), summary="Chercher partout")
def search(request: HttpRequest, asked: Query[SearchAsked]) -> list[Any]:
    return list(search_everything(user_of(request), asked.q, asked.limit))
