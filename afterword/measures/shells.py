"""A questionnaire as numbers, and as numbers with words. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from afterword.measures.parts import (
    TOTAL,
    Adding,
    Answer,
    Band,
    Cutoff,
    Direction,
    Evidence,
    Item,
    Loinc,
    Missing,
    Number,
    Question,
    Range,
    Reliability,
    Skip,
    Subscale,
    Threshold,
    Tier,
    Variant,
)


@dataclass(frozen=True)
class Shell:
    """A questionnaire without its words: enough to score it, nothing to show."""

    id: str
    name: str
    title: str
    version: str
    language: str
    notice: str
    reference: str
    tier: Tier
    licence_pack: str
    """The licence pack that it belongs to; empty if it belongs to none."""
    licence: tuple[Evidence, ...]
    recall: str
    items_hash: str
    """Guards the wording; without words, the numbers."""
    questions: tuple[Question, ...]
    skips: tuple[Skip, ...]
    direction: Direction
    adding: Adding
    times: int
    groups: tuple[tuple[str, ...], ...]
    conversion: Mapping[Number, Number]
    """From the sum to the published measure; empty where there is none."""
    range: Range
    missing: Missing | None
    subscales: tuple[Subscale, ...]
    bands: tuple[Band, ...]
    bands_evidence: Evidence | None
    cutoffs: tuple[Cutoff, ...]
    reliability: Reliability | None
    threshold: Threshold | None
    reliability_note: str
    risk_items: tuple[str, ...]
    risk_note: str
    variants: tuple[Variant, ...]
    variant: str
    """Which numbering this is; empty where there is only one."""
    loinc: Loinc
    not_modelled: tuple[str, ...]

    @property
    def item_ids(self) -> tuple[str, ...]:
        return tuple(question.id for question in self.questions)

    @property
    def has_words(self) -> bool:
        """Say whether words are shipped for it at all."""
        return self.tier is not Tier.SHELL

    @property
    def needs_acceptance(self) -> bool:
        """Say whether an operator must accept terms before anybody sees it."""
        return self.tier is Tier.ACCEPT

    def band_of(self, score: Number, scale: str = TOTAL) -> str | None:
        """Name the band that the source puts a score in, if it names any."""
        if scale == TOTAL:
            bands = self.bands
        else:
            bands = next(s.bands for s in self.subscales if s.id == scale)
        return next((b.name for b in reversed(bands) if score >= b.range.low), None)

    def range_of(self, scale: str) -> Range:
        """Give the range of the total or of one scale."""
        if scale == TOTAL:
            return self.range
        return next(s.range for s in self.subscales if s.id == scale)


@dataclass(frozen=True)
class Instrument(Shell):
    """One questionnaire, whole. ``items_hash`` guards its wording."""

    stem: str
    items: tuple[Item, ...]
    answers: tuple[Answer, ...]
    """The answers to every question; empty where questions differ in them."""
    own_answers: Mapping[str, tuple[Answer, ...]]
    wording: Evidence

    def answers_to(self, item: str) -> tuple[Answer, ...]:
        """Give the answers to one question, in the order in which they are shown."""
        return self.own_answers.get(item, self.answers)
