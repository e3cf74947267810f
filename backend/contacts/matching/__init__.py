"""Which records are the same person (RF-7): Fellegi and Sunter's model, without Django and without a database.

    matcher = Matcher([Record("1", given_name="Zoé", surname="Martin", …), …])
    for pair in matcher.duplicates():
        pair.a, pair.b, pair.score, [reason.sentence for reason in pair.why]

docs/duplicates.md tells the model, its weights and its figures.
"""

from backend.contacts.matching.engine import Matcher
from backend.contacts.matching.evidence import Evidence, Pair
from backend.contacts.matching.records import Prepared, Record, prepare
from backend.contacts.matching.scoring import Learned
from backend.contacts.matching.weights import THRESHOLD

__all__ = ["THRESHOLD", "Evidence", "Learned", "Matcher", "Pair", "Prepared", "Record", "prepare"]
