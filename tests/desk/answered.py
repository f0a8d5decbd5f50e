"""A client who answered a check-in, with a score from the end of therapy beside it."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from afterword.clinic.models import Administration
from afterword.followup import checkins
from afterword.measures.instruments import instrument
from afterword.tenancy import practice
from afterword.vault import services as vault
from tests.stories import AGREED_AT, FIRST_NOON, Story


def filled_at_the_end(told: Story, answers: list[int | None]) -> None:
    """Let the same questions have been filled in at the end of therapy."""
    with practice(told.practice.id):
        row = Administration(
            client=told.client,
            episode=None,
            instrument="phq4",
            version=instrument("phq4").items_hash,
            moment="end",
            occasion="ending:example",
            entered_by="tablet",
            started_at=AGREED_AT,
            sent_at=AGREED_AT,
        )
        vault.seal(row, answers=json.dumps(answers))
        row.save(force_insert=True)


def a_check_in(
    told: Story, answers: list[int | None], *, words: str = "", contact: bool = False
) -> UUID:
    """Let the client answer and send the first check-in."""
    told.plan()
    begun: dict[str, Any] = {"by": told.by_client(), "at": FIRST_NOON}
    row = checkins.start(occasion=told.step().occasion, **begun)
    for number, value in enumerate(answers, start=1):
        checkins.save_answer(administration=row, item=number, value=value, **begun)
    if words:
        checkins.save_words(administration=row, words=words, **begun)
    if contact:
        checkins.ask_for_contact(administration=row, **begun)
    checkins.send(administration=row, **begun)
    return row
