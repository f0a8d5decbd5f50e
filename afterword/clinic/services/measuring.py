"""Write down a questionnaire that was filled in. It scores nothing, judges nobody."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from afterword.audit import services as audit
from afterword.audit.actors import Actor, ActorKind
from afterword.audit.refusals import refusals
from afterword.clinic.errors import ClinicError, NobodyHereError
from afterword.clinic.models import Administration, Client
from afterword.measures.errors import MeasureError
from afterword.measures.instruments import shell
from afterword.measures.scoring import answered
from afterword.tenancy import practice
from afterword.vault import services as vault

Answers = Sequence[int | None]


def enter(  # noqa: PLR0913 - one filling-in: whose, of what, when, by whom
    *,
    client: UUID,
    instrument: str,
    moment: str,
    occasion: str,
    answers: Answers,
    by: Actor,
    at: datetime,
    episode: UUID | None = None,
) -> UUID:
    """Keep one filling-in, sealed. Entering the same occasion again replaces it.

    ``None`` is a question that was left out. Raises ``AnswersError`` for what is no
    answer to this questionnaire. Staff enter by hand, a client on the tablet.
    """
    event, wrong = "clinic.measure_entered", (ClinicError, MeasureError)
    by_hand = by.kind is ActorKind.STAFF
    with (
        refusals(event, by=by, when=wrong, client=client),
        practice(by.practice),
    ):
        asked = shell(instrument)
        answered(asked, answers)
        if not Client.objects.filter(pk=client, removed_at__isnull=True).exists():
            raise NobodyHereError(client)
        row = (
            Administration.objects.select_for_update()
            .filter(client_id=client, occasion=occasion)
            .first()
        )
        is_new = row is None
        row = row or Administration(
            client_id=client, occasion=occasion, episode_id=episode, started_at=at
        )
        row.instrument, row.version = instrument, asked.items_hash
        row.moment = moment
        row.entered_by = "clinician" if by_hand else "tablet"
        row.sent_at = at
        row.read_at, row.read_by = (at, by.id) if by_hand else (None, None)
        vault.seal(row, answers=json.dumps(list(answers)))
        row.save(force_insert=is_new)
        audit.record(
            event,
            by=by,
            about=row,
            outcome="done" if is_new else "corrected",
            why=moment,
        )
    return row.pk
