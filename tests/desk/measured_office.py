"""What the browser looks at of measures: several drawn, risk, terms, a file of scores.

Django is imported inside: this file is read before Django is set up.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

SCORES = (
    b"id,questionnaire,date,phase,score,shoe size\r\n"
    b"nobody,PHQ-9,2024-01-05,baseline,21,9\r\n"
)


def measure_pages(clinician: Any, by: Any, ending: UUID) -> dict[str, str]:
    """Fill measures in for an ending, and give the pages that show them."""
    from django.urls import reverse

    from afterword import clock
    from afterword.clinic.services import responding
    from afterword.ending.services import filling, scores, writing
    from afterword.ending.services.filling import Filling

    responding.state_response(
        clinician=clinician.pk, hours="weekdays, 9 to 5", within_hours=24, by=by
    )
    today = clock.today()
    calm = [1, 1, 1, 0, 1, 0, 1, 1]
    for filled in (
        Filling("phq9", "start", today - timedelta(days=200), total=21),
        Filling("phq9", "during", today - timedelta(days=90), answers=[*calm, 0]),
        Filling("gad7", "start", today - timedelta(days=200), total=15),
        Filling("gad7", answers=[1, 1, 0, 1, 0, 0, 1]),
        Filling("dass21", "start", today - timedelta(days=200), answers=[2] * 21),
        Filling("dass21", answers=[1] * 21),
    ):
        filling.add(ending=ending, filling=filled, by=by)
    last = Filling("phq9", answers=[*calm, 1], is_asked=True)
    risk = filling.add(ending=ending, filling=last, by=by).id
    goals = [
        {"words": "To sleep through again.", "before": 2, "now": 7},
        {"words": "Ring my sister.", "before": 5, "now": 5},
        {"words": "Drive on the motorway.", "before": None, "now": 10},
    ]
    writing.write_part(ending=ending, key="review", words={"goals": goals}, by=by)
    batch = scores.take_scores(data=SCORES, date_order="ymd", by=by)
    scores.try_scores(batch=batch, by=by)
    task = reverse("desk:ending_task", args=[ending, "measure"])
    return {
        "measure-risk": f"{task}?instrument=phq9",
        "measure-numbers": f"{task}?instrument=wsas",
        "measure-terms": f"{task}?instrument=core10",
        "measured": reverse("desk:measured", args=[risk]),
        "measures": reverse("desk:practice_measures"),
        "response": reverse("desk:clinician_response", args=[clinician.pk]),
        "scores": reverse("desk:scores"),
        "scores-file": reverse("desk:scores_file", args=[batch]),
    }
