"""The plans in the demonstration: written together, then the clients' own."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from afterword.audit.actors import Actor, the_client
from afterword.ending.services import handing, planning, sharing, writing

BY_BOTH: Final = {
    "reasons": {"text": "I could not sleep, and I had stopped seeing people."},
    "learned": {"text": "One bad night is not a bad week."},
    "helps": {
        "text": "Walk by the river before work\nWrite it down before bed\n"
        "Ring Sasha when it gets tight"
    },
    "early_signs": {"text": "Waking at four\nNot answering friends"},
    "steps": {
        "alone": "One evening without plans",
        "with_someone": "Tea with Sasha",
        "with_service": "Ask my doctor for a longer appointment",
    },
}
AT_THE_TABLET: Final = {
    "keep_doing": {"text": "Three lines in the blue book on Sundays, until June"},
    "safety": {
        "signs": "Two nights without sleep",
        "alone": "A long bath, then music",
        "company": "The library\nSasha's kitchen",
        "people": "Sasha: 555 0134",
        "services": "My doctor's desk: 555 0101",
        "safer": "I stay at Sasha's for the night",
        "made_with": "Somebody I trust here",
    },
}


def write_together(*, ending: UUID, client: UUID, by: Actor, country: str) -> None:
    """Draft a plan: some parts at the desk, others by the client at the tablet."""
    offered = {"needed": "made_today", "means_discussed": "yes", "country": country}
    writing.write_part(ending=ending, key="safety", plain=offered, by=by)
    for key, typed in BY_BOTH.items():
        planning.write(client=client, key=key, typed=typed, by=by, ending=ending)
    handing.hand_over_plan(ending=ending, by=by)
    me = the_client(by.practice, client, door="tablet")
    for key, typed in AT_THE_TABLET.items():
        planning.write(client=client, key=key, typed=typed, by=me, ending=ending)


def go_on_at_home(*, client: UUID, home: UUID) -> None:
    """Let a client add to their plan at home, and show a copy of two parts."""
    me = the_client(home, client, door="portal")
    notes = {"text": "The song from the boat"}
    planning.write(client=client, key="notes", typed=notes, by=me)
    planning.set_hidden(client=client, key="reasons", hidden=True, by=me)
    sharing.share(
        client=client, audience="clinician", keys=["helps", "early_signs"], by=me
    )
