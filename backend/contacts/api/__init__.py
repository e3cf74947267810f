"""The contact base over HTTP: one module a subject."""

from ninja import Router

from backend.contacts.api.candidates import router as candidates
from backend.contacts.api.duplicates import router as duplicates
from backend.contacts.api.everywhere import router as everywhere
from backend.contacts.api.exports import router as exports
from backend.contacts.api.feeds import router as feeds
from backend.contacts.api.fields import router as fields
from backend.contacts.api.imports import router as imports
from backend.contacts.api.lists import router as lists
from backend.contacts.api.organisations import router as organisations
from backend.contacts.api.people import router as people
from backend.contacts.api.sources import router as sources
from backend.contacts.api.vocabularies import router as vocabularies

router = Router()
router.add_router("/search", everywhere)
router.add_router("/contacts/imports", imports)
router.add_router("/contacts/feeds", feeds)
router.add_router("/contacts/candidates", candidates)
router.add_router("/contacts", people)
router.add_router("/organisations", organisations)
router.add_router("/vocabularies", vocabularies)
router.add_router("/fields", fields)
router.add_router("/sources", sources)
router.add_router("/duplicates", duplicates)
router.add_router("/lists", lists)
router.add_router("/exports", exports)
