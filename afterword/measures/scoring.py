"""Score one filled-in questionnaire. A gap is never a nought.

A score is estimated from fewer answers only by the questionnaire's own published
rule, and then says so: ``prorated``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from afterword.measures.answers import Answers, answered
from afterword.measures.parts import TOTAL, Adding, Number, Question, Range
from afterword.measures.shells import Shell

__all__ = ["Score", "answered", "score"]


@dataclass(frozen=True)
class Score:
    """What the answers add up to.

    ``total`` and ``band`` are ``None`` when too much is missing; so is each subscale
    that misses too much. ``risk`` is ``None`` where the questionnaire does not ask,
    or the question was left out: that is not "no".
    """

    instrument: str
    version: str
    variant: str
    total: Number | None
    raw: Number | None
    """The bare sum, where the total is multiplied, averaged or converted."""
    range: Range
    """What this form could come to: less where a question does not apply. Bands and
    cut-offs are for the whole form, so there are none then."""
    subscales: Mapping[str, Number | None]
    band: str | None
    bands: Mapping[str, str | None]
    """The band of each subscale that has bands."""
    cutoffs_met: tuple[str, ...]
    complete: bool
    scorable: bool
    prorated: bool
    estimated: tuple[str, ...]
    """Which scores are estimated: the total, subscales."""
    answered: int
    of: int
    risk: bool | None


@dataclass(frozen=True)
class _Form:
    """One filled-in form: what was answered, and what was not asked."""

    asked: Shell
    given: Mapping[str, Number]
    left_aside: frozenset[str]
    """Questions that do not apply, or that the form itself jumps over."""


def score(
    instrument: Shell,
    answers: Answers,
    *,
    not_applicable: Collection[str] = (),
) -> Score:
    """Score the answers, or say in words why they are not answers to this.

    A sequence follows the items, ``None`` for one that was left out. A mapping goes
    by item and leaves out what was left out. ``not_applicable`` names questions that
    do not apply to this person, where the questionnaire has such.
    """
    given = answered(instrument, answers, not_applicable=not_applicable)
    form = _Form(instrument, given, _left_aside(instrument, given, not_applicable))
    ids = instrument.item_ids
    scales = {s.id: _scored(form, s.items, s.id) for s in instrument.subscales}
    whole = _scored(form, ids, TOTAL) if instrument.adding is not Adding.NONE else None
    total = whole.value if whole else None
    subscales = {name: found.value for name, found in scales.items()}
    found = {TOTAL: whole, **scales} if whole else dict(scales)
    estimated = tuple(n for n, one in found.items() if one.estimated)
    reach = _range(form)
    placed = total if reach == instrument.range else None
    return Score(
        instrument=instrument.id,
        version=instrument.version,
        variant=instrument.variant,
        total=total,
        raw=whole.raw if whole else None,
        range=reach,
        subscales=MappingProxyType(subscales),
        band=None if placed is None else instrument.band_of(placed),
        bands=MappingProxyType(_bands(instrument, subscales)),
        cutoffs_met=_cutoffs_met(instrument, {TOTAL: placed, **subscales}),
        complete=_complete(form),
        scorable=any(one.value is not None for one in found.values())
        if whole is None
        else total is not None,
        prorated=bool(estimated),
        estimated=estimated,
        answered=len(given),
        of=len(ids),
        risk=_risk(instrument, given),
    )


@dataclass(frozen=True)
class _Scored:
    value: Number | None
    raw: Number | None
    estimated: bool


_UNSCORED = _Scored(None, None, estimated=False)


def _scored(form: _Form, items: tuple[str, ...], scale: str) -> _Scored:
    """Score one scale: whole, or by the published rule for gaps, or not at all."""
    if form.asked.adding is Adding.GROUPS:
        return _by_groups(form)
    counted = [
        q for q in form.asked.questions if q.id in items and q.id not in form.left_aside
    ]
    values = [_counted(q, form.given[q.id]) for q in counted if q.id in form.given]
    gaps = len(counted) - len(values)
    if not values and (gaps or not _jumped(form, items)):
        return _UNSCORED
    if gaps and gaps > _allowed(form.asked, scale):
        return _UNSCORED
    return _worked_out(form.asked, values, gaps, scale)


def _worked_out(asked: Shell, values: list[Fraction], gaps: int, scale: str) -> _Scored:
    total = sum(values, Fraction())
    raw = _plain(total, 2)
    if asked.adding is Adding.MEAN:
        return _Scored(_plain(asked.times * total / len(values), 2), raw, bool(gaps))
    if gaps and asked.missing is not None:
        whole = total * (len(values) + gaps) / len(values) * asked.times
        return _Scored(_plain(whole, asked.missing.places), raw, estimated=True)
    if scale == TOTAL and asked.conversion:
        return _Scored(asked.conversion[int(total)], raw, estimated=False)
    return _Scored(_plain(total * asked.times, 2), raw, estimated=False)


def _by_groups(form: _Form) -> _Scored:
    """Add up the highest answer of each group; a gap anywhere leaves it open."""
    if len(form.given) != len(form.asked.questions):
        return _UNSCORED
    total = sum(max(form.given[i] for i in group) for group in form.asked.groups)
    raw = sum(form.given.values())
    return _Scored(total, raw, estimated=False)


def _counted(question: Question, value: Number) -> Fraction:
    """Count an answer; on a turned question the highest counts as the lowest."""
    if question.reverse:
        value = max(question.values) + min(question.values) - value
    return Fraction(str(value))


def _allowed(asked: Shell, scale: str) -> int:
    return asked.missing.at_most.get(scale, 0) if asked.missing else 0


def _left_aside(
    asked: Shell, given: Mapping[str, Number], not_applicable: Collection[str]
) -> frozenset[str]:
    """Name the questions that are no gap although they have no answer."""
    aside = set(not_applicable)
    aside |= {q.id for q in asked.questions if q.optional and q.id not in given}
    lowest = {q.id: min(q.values) for q in asked.questions}
    for skip in asked.skips:
        if all(given.get(i) == lowest[i] for i in skip.lowest):
            aside |= {i for i in skip.not_asked if i not in given}
    return frozenset(aside)


def _jumped(form: _Form, items: tuple[str, ...]) -> bool:
    """Say whether the form itself jumps over every one of these questions."""
    jumped = {i for skip in form.asked.skips for i in skip.not_asked}
    return set(items) <= jumped & form.left_aside


def _complete(form: _Form) -> bool:
    asked = set(form.asked.item_ids) - form.left_aside
    return bool(form.given) and asked <= form.given.keys()


def _range(form: _Form) -> Range:
    """Give what this form could come to."""
    low, high = form.asked.range.low, form.asked.range.high
    for q in form.asked.questions:
        if q.may_not_apply and q.id in form.left_aside:
            low, high = low - min(q.values), high - max(q.values)
    return Range(low, high)


def _bands(
    asked: Shell, subscales: Mapping[str, Number | None]
) -> dict[str, str | None]:
    return {
        s.id: None if (value := subscales[s.id]) is None else asked.band_of(value, s.id)
        for s in asked.subscales
        if s.bands
    }


def _cutoffs_met(asked: Shell, scores: Mapping[str, Number | None]) -> tuple[str, ...]:
    return tuple(
        c.id
        for c in asked.cutoffs
        if c.variant == asked.variant
        and (value := scores[c.scale]) is not None
        and c.met(value)
    )


def _risk(asked: Shell, given: Mapping[str, Number]) -> bool | None:
    """Read each risk item by itself, whatever the total, even in a form with gaps."""
    if not asked.risk_items:
        return None
    lowest = {q.id: min(q.values) for q in asked.questions}
    said = {item: given[item] for item in asked.risk_items if item in given}
    if any(value > lowest[item] for item, value in said.items()):
        return True
    return False if len(said) == len(asked.risk_items) else None


def _plain(value: Fraction, places: int) -> Number:
    """Give a whole number where it is one, else one rounded to some places."""
    rounded = round(value, places) if places else Fraction(round(value))
    return int(rounded) if rounded.denominator == 1 else float(rounded)
