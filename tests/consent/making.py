"""Terms and lines of a ledger for tests that need no database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from afterword.consent.entries import Entry
from afterword.consent.terms import StepTerms, Terms

CLIENT = UUID(int=1)
CLINICIAN = UUID(int=2)
ADDRESS = UUID(int=3)
DIRECTIVE = UUID(int=4)
STAFF = UUID(int=5)
ENDED_ON = date(2026, 3, 31)

STEPS = (
    StepTerms("m1", "P1M", 3, 7, "outcome_measure", "phq4"),
    StepTerms("m3", "P3M", 7, 14, "outcome_measure", "phq4"),
    StepTerms("m6", "P6M", 7, 14, "outcome_measure", "phq4"),
)


def some_terms(**kept) -> Terms:
    values = {
        "protocol": "light_check_in",
        "purposes": ("outcome_measure",),
        "grantee_kind": "clinician",
        "grantee": CLINICIAN,
        "channel": "email",
        "contact_point": ADDRESS,
        "steps": STEPS,
        "count": 3,
        "starts_on": ENDED_ON,
        "ends_on": ENDED_ON + timedelta(days=200),
        "language": "en",
        "wording_hash": "a" * 64,
    }
    return Terms(**(values | kept))


def a_line(says: str, *, sequence: int = 1, **kept) -> Entry:
    on = kept.pop("on", ENDED_ON)
    values = {
        "id": uuid4(),
        "client": CLIENT,
        "sequence": sequence,
        "says": says,
        "by_kind": "client",
        "by_id": CLIENT,
        "door": "tablet",
        "directive_id": DIRECTIVE,
        "at": datetime(on.year, on.month, on.day, 12, tzinfo=UTC),
        "on": on,
    }
    return Entry(**(values | kept))


def proposed(**kept) -> Entry:
    values = {
        "by_kind": "staff",
        "by_id": STAFF,
        "door": "",
        "terms": some_terms().to_json(),
        "ended_on": ENDED_ON,
        "given_on": ENDED_ON,
    }
    return a_line("proposed", **(values | kept))


def confirmed(**kept) -> Entry:
    return a_line("confirmed", **({"sequence": 2} | kept))
