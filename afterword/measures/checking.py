"""Does a questionnaire's file fit together? Names the first thing that does not."""

from __future__ import annotations

from collections.abc import Iterator

from afterword.measures.parts import TOTAL, Adding, Band, Evidence, Range, Tier
from afterword.measures.shells import Instrument, Shell


def fault(made: Shell, wording: str) -> str:
    """Name the first thing that does not fit together, or nothing.

    ``wording`` is the checksum that the file itself gives for its words.
    """
    faults = {
        "an item or an answer stands twice": _twice(made),
        "its wording was changed": (
            isinstance(made, Instrument) and made.items_hash != wording
        ),
        "a scale or a risk names an item that is not there": (
            not _named(made) <= set(made.item_ids)
        ),
        "words that need acceptance lie in a licence pack, and no others do": (
            (made.tier is Tier.ACCEPT) != bool(made.licence_pack)
        ),
        "it gives no licence, no notice, or no word on reliable change": (
            not made.licence or not made.notice or _silent_on_change(made)
        ),
        "a number from memory is applied as if it were a fact": any(
            e.grade == "memory" for e in _applied(made)
        ),
    }
    found = next((name for name, true in faults.items() if true), "")
    return found or next(_wrong_numbers(made), "")


def _wrong_numbers(made: Shell) -> Iterator[str]:
    scales = {s.id for s in made.subscales} | {TOTAL}
    if _wrong_ranges(made):
        yield "a range is not what the items can add up to"
    if any(_gaps(bands, of) for bands, of in _all_bands(made)):
        yield "the bands do not cover the range once"
    if any(c.scale not in scales for c in made.cutoffs):
        yield "a cut-off names a scale that is not there"
    if len({c.id for c in made.cutoffs}) != len(made.cutoffs):
        yield "a cut-off stands twice"
    if any((c.at_least is None) == (c.at_most is None) for c in made.cutoffs):
        yield "a cut-off says from where or up to where, and not both"


def _twice(made: Shell) -> bool:
    ids = made.item_ids
    return len(set(ids)) != len(ids) or any(
        len(set(q.values)) != len(q.values) for q in made.questions
    )


def _named(made: Shell) -> set[str]:
    named = {i for s in made.subscales for i in s.items} | set(made.risk_items)
    named |= {i for group in made.groups for i in group}
    return named | {i for s in made.skips for i in (*s.lowest, *s.not_asked)}


def _wrong_ranges(made: Shell) -> bool:
    said = [(s.range, s.items) for s in made.subscales]
    if made.adding is not Adding.NONE:
        said.append((made.range, made.item_ids))
    return any(found != reachable(made, items) for found, items in said)


def reachable(made: Shell, items: tuple[str, ...]) -> Range:
    """Give the lowest and the highest score that these questions can come to."""
    values = {q.id: q.values for q in made.questions}
    counted = items
    if made.adding is Adding.GROUPS and set(items) == set(made.item_ids):
        counted = tuple(group[0] for group in made.groups)
    low = sum(min(values[i]) for i in counted)
    high = sum(max(values[i]) for i in counted)
    if made.adding is Adding.MEAN:
        low, high = low / len(counted), high / len(counted)
    if made.conversion:
        return Range(made.conversion[low], made.conversion[high])
    return Range(low * made.times, high * made.times)


def _all_bands(made: Shell) -> Iterator[tuple[tuple[Band, ...], Range]]:
    yield made.bands, made.range
    for scale in made.subscales:
        yield scale.bands, scale.range


def _gaps(bands: tuple[Band, ...], of: Range) -> bool:
    """Say whether a whole score of the range lies in no band, or in two."""
    if not bands:
        return False
    covered = [n for b in bands for n in range(int(b.range.low), int(b.range.high) + 1)]
    return covered != list(range(int(of.low), int(of.high) + 1))


def _applied(made: Shell) -> Iterator[Evidence]:
    """Give the evidence of every number that a score or a verdict rests on."""
    yield from (c.evidence for c in made.cutoffs)
    rules = (made.missing, made.reliability, made.threshold)
    yield from (rule.evidence for rule in rules if rule is not None)
    if made.bands_evidence is not None:
        yield made.bands_evidence


def _silent_on_change(made: Shell) -> bool:
    known = made.reliability is not None or made.threshold is not None
    return not known and not made.reliability_note
