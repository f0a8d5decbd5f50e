"""A score as JSON and in plain sentences. It advises nothing and names no illness."""

from __future__ import annotations

import json
from typing import Any

from afterword.measures.change import Change
from afterword.measures.filled import Result
from afterword.measures.parts import TOTAL, Adding, Direction
from afterword.measures.scoring import Score
from afterword.measures.shells import Shell

NO_TOTAL = "one of the two has no total, so nothing is said of a change"
VERDICTS = {
    "reliably_better": "reliably better",
    "no_reliable_change": "no reliable change",
    "reliably_worse": "reliably worse",
    "not_known": "not known whether it is more than chance",
}


def as_json(result: Result) -> str:
    """Write one result on one line; what cannot be known is null."""
    return json.dumps(_plain(result), ensure_ascii=False)


def as_sentences(result: Result) -> str:
    """Say one result in words, ending with what it is not."""
    asked, found = result.asked, result.score
    lines = [_total(asked, found), *_scales(result)]
    if found.risk:
        lines.append("A question about risk was answered above its lowest answer.")
    if result.compared:
        lines.append(_change_words(result.change))
    return "\n".join([*(line for line in lines if line), "This is not a diagnosis."])


def _plain(result: Result) -> dict[str, Any]:
    asked, found = result.asked, result.score
    return {
        "instrument": found.instrument,
        "version": found.version,
        "variant": found.variant or None,
        "total": found.total,
        "raw": found.raw,
        "range": [found.range.low, found.range.high],
        "direction": asked.direction,
        "subscales": dict(found.subscales),
        "band": found.band,
        "bands": dict(found.bands),
        "cutoffs_met": list(found.cutoffs_met),
        "complete": found.complete,
        "scorable": found.scorable,
        "prorated": found.prorated,
        "estimated": list(found.estimated),
        "answered": found.answered,
        "of": found.of,
        "risk": found.risk,
        "change": _plain_change(result) if result.compared else None,
        "notice": asked.notice,
    }


def _plain_change(result: Result) -> dict[str, Any]:
    change, scales = result.change, dict(result.scales)
    if change is None:
        nothing = {"difference": None, "verdict": "not_known", "note": NO_TOTAL}
        return {**nothing, "scales": scales}
    said = change.evidence
    return {
        "scales": scales,
        "difference": change.difference,
        "verdict": change.verdict,
        "index": None if change.index is None else round(change.index, 4),
        "more_than": None if change.smallest is None else round(change.smallest, 4),
        "at_least": change.at_least,
        "left": list(change.left),
        "reached": list(change.reached),
        "prorated": change.prorated,
        "source": f"{said.source} ({said.grade})" if said else None,
        "note": change.note,
    }


def _total(asked: Shell, found: Score) -> str:
    way = "Lower" if asked.direction is Direction.LOWER_BETTER else "Higher"
    if asked.adding is Adding.NONE:
        return f"{asked.name}: no total; each scale by itself. {way} is easier."
    if found.total is None:
        missing = found.of - found.answered
        return (
            f"{asked.name}: not scorable. {missing} of {found.of} questions "
            "are not answered."
        )
    band = f" ({found.band})" if found.band else ""
    return (
        f"{asked.name}: {found.total:g} of {found.range.high:g}{band}"
        f"{_estimated(found, TOTAL)}. {way} is easier."
    )


def _scales(result: Result) -> list[str]:
    asked, found = result.asked, result.score
    lines = []
    moved = result.scales
    for scale in asked.subscales:
        value = found.subscales[scale.id]
        band = found.bands.get(scale.id)
        said = "not scorable"
        if value is not None:
            said = f"{value:g} of {scale.range.high:g}" + (f" ({band})" if band else "")
            said += _estimated(found, scale.id)
        if (by := moved.get(scale.id)) is not None:
            said += f", {by:+g} since then"
        lines.append(f"{scale.title}: {said}.")
    return lines


def _estimated(found: Score, scale: str) -> str:
    if scale not in found.estimated:
        return ""
    return f", estimated from {found.answered} of {found.of} answers"


def _change_words(change: Change | None) -> str:
    if change is None:
        return f"Change: {NO_TOTAL}."
    said = f"Change: {change.difference:+g}, {VERDICTS[change.verdict]}"
    if change.prorated:
        said += ", from an estimated score"
    return f"{said}." if change.evidence else f"{said} ({change.note})."
