"""The verbs of measures, each with one call of each outcome, beside ``verbs``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID, uuid4

from afterword.audit.actors import Actor
from afterword.clinic.services import licences, measuring, responding
from afterword.ending.services import filling, scores
from afterword.ending.services.filling import Filling
from afterword.measures.licences import licence
from tests.promises.verb_settings import Setting

SCORES = b"id,instrument,date,moment,total\r\nnobody,phq4,2024-01-05,start,3\r\n"
WITHOUT: Mapping[str, str] = {
    "clinic.services.brought.allowed": "a check inside verbs",
    "ending.services.filling.let_it_wait": "a part of verbs: raises what waits",
}


def answers(s: Setting, given: list[int | None]) -> object:
    return measuring.enter(
        client=s.client.id,
        instrument="phq4",
        moment="end",
        occasion="end:test",
        answers=given,
        by=s.ruth,
        at=s.now,
    )


def total(s: Setting, given: float) -> object:
    return measuring.enter_total(
        client=s.client.id,
        instrument="phq4",
        moment="start",
        occasion="start:test",
        total=given,
        by=s.ruth,
        at=s.now,
    )


def aloud(s: Setting, answer: int) -> UUID:
    given = Filling(answers=[answer, 0, 0, 0])
    return filling.add(ending=s.ending, filling=given, by=s.ruth).id


def terms(s: Setting, by: Actor, given: str = "") -> object:
    known = licence("core_system")
    return licences.accept_terms(
        pack=known.id, terms=given or known.sha256, by=by, at=s.now
    )


def back(s: Setting, by: Actor) -> object:
    return licences.take_back(pack="core_system", by=by, at=s.now)


def responds(s: Setting, hours: str = "weekdays, 9 to 5") -> object:
    return responding.state_response(
        clinician=s.clinician.pk, hours=hours, within_hours=24, by=s.ruth
    )


def brought(s: Setting, data: bytes = SCORES) -> UUID:
    return scores.take_scores(data=data, date_order="ymd", by=s.boss)


def tried(s: Setting) -> UUID:
    batch = brought(s)
    scores.try_scores(batch=batch, by=s.boss)
    return batch


def imported(s: Setting) -> UUID:
    batch = tried(s)
    scores.import_scores(batch=batch, by=s.boss)
    return batch


Call = Callable[[Setting], object]
CALLS: Mapping[str, tuple[str, Call, Call, Call | None, str]] = {
    "clinic.services.measuring.enter": (
        "clinic.measure_entered",
        lambda s: answers(s, [0, 1, 2, 3]),
        lambda s: answers(s, [9, 9, 9, 9]),
        None,
        "done",
    ),
    "clinic.services.measuring.enter_total": (
        "clinic.measure_entered",
        lambda s: total(s, 7),
        lambda s: total(s, 13),
        None,
        "done",
    ),
    "clinic.services.licences.accept_terms": (
        "clinic.licence_accepted",
        lambda s: terms(s, s.boss),
        lambda s: terms(s, s.boss, "0" * 64),
        lambda s: terms(s, s.boss),
        "done",
    ),
    "clinic.services.licences.take_back": (
        "clinic.licence_taken_back",
        lambda s: (terms(s, s.boss), back(s, s.boss)),
        lambda s: back(s, s.ruth),
        lambda s: back(s, s.boss),
        "done",
    ),
    "clinic.services.responding.state_response": (
        "clinic.response_stated",
        responds,
        lambda s: responds(s, hours=""),
        responds,
        "done",
    ),
    "ending.services.filling.add": (
        "ending.measure_added",
        lambda s: aloud(s, 0),
        lambda s: aloud(s, 9),
        None,
        "done",
    ),
    "ending.services.filling.looked_at": (
        "ending.risk_looked_at",
        lambda s: filling.looked_at(measure=aloud(s, 0), by=s.ruth),
        lambda s: filling.looked_at(measure=uuid4(), by=s.ruth),
        None,
        "repeated",
    ),
    "ending.services.filling.take_out": (
        "ending.measure_taken_out",
        lambda s: filling.take_out(measure=aloud(s, 0), by=s.ruth),
        lambda s: filling.take_out(measure=uuid4(), by=s.ruth),
        None,
        "done",
    ),
    "ending.services.scores.take_scores": (
        "ending.scores_taken",
        brought,
        lambda s: brought(s, b"a,b\r\n1,2\r\n"),
        None,
        "done",
    ),
    "ending.services.scores.try_scores": (
        "ending.scores_read",
        tried,
        lambda s: scores.try_scores(batch=uuid4(), by=s.boss),
        None,
        "done",
    ),
    "ending.services.scores.import_scores": (
        "ending.scores_imported",
        imported,
        lambda s: scores.import_scores(batch=uuid4(), by=s.boss),
        None,
        "done",
    ),
    "ending.services.scores.undo_scores": (
        "ending.scores_undone",
        lambda s: scores.undo_scores(batch=imported(s), by=s.boss),
        lambda s: scores.undo_scores(batch=uuid4(), by=s.boss),
        None,
        "done",
    ),
    "ending.services.scores.scores_set_aside": (
        "ending.scores_refusals_read",
        lambda s: scores.scores_set_aside(batch=tried(s), by=s.boss),
        lambda s: scores.scores_set_aside(batch=uuid4(), by=s.boss),
        None,
        "done",
    ),
}
"""By verb: the line that it writes, what is done, refused and repeated, and how."""
