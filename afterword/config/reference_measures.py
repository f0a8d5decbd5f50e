"""Write docs/reference/measures.md: every questionnaire, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator

from afterword.config.reference_marks import anchor, table
from afterword.measures import nhs
from afterword.measures.instruments import instrument, instruments, shell
from afterword.measures.licences import Licence, licence, licences
from afterword.measures.parts import Adding, Cutoff, Evidence, Number, Tier
from afterword.measures.shells import Shell

TIERS = {
    Tier.OPEN: "words shipped",
    Tier.ACCEPT: "words shipped, off until the terms are accepted",
    Tier.SHELL: "numbers only, no words",
}


def page() -> str:
    """Give the whole page."""
    shells = [shell(name) for name in instruments()]
    rows = (
        (
            f"[{one.name}](measures.md#{anchor(_heading(one).replace(' ', '-'))})",
            f"`{one.id}`",
            str(len(one.questions)),
            TIERS[one.tier],
            "yes" if one.risk_items else "",
        )
        for one in shells
    )
    parts = [
        "# Measures",
        (
            "Every questionnaire that can be scored. The words of some are shipped, "
            "the words of others only under terms that an operator accepts, and of the "
            "rest only the numbers: those are filled in on the practice's own licensed "
            "form. What is not evidenced is left out and named under *Not modelled*. "
            "Grades: `primary`, the source itself was seen, often in part; "
            "`secondary`, somebody who reports it was seen. A number from memory is "
            "never applied. "
            "A score between two bands is in the lower one: a band begins at its first "
            "number and ends where the next begins."
        ),
        table(("measure", "name", "questions", "words", "asks about risk"), rows),
        "## Licence packs",
        *(_terms(one) for one in licences()),
    ]
    for one in shells:
        parts += [f"## {_heading(one)}", "\n".join(_lines(one))]
    parts += [
        "## Outcome as NHS Talking Therapies counts it",
        (
            "For reports of practices in the United Kingdom only "
            "(`afterword.measures.nhs`). From PHQ-9 and GAD-7 at the start and the end:"
        ),
        "\n".join(f"* {_evidence(each)}" for each in nhs.GROUNDS),
    ]
    return "\n\n".join(parts)


def _heading(one: Shell) -> str:
    return f"{one.name}: {one.title}"


def _terms(one: Licence) -> str:
    names = ", ".join(shell(name).name for name in one.instruments)
    lines = [
        f"* For: {names}",
        f"* Holder: {one.holder}; {one.url}",
        *(f"* {line}" for line in one.terms),
        *(f"* Licence: {_evidence(each)}" for each in one.evidence),
        f"* What is accepted is the text with the SHA-256 `{one.sha256}`",
    ]
    return f"### {one.title[:1].upper()}{one.title[1:]} (`{one.id}`)\n\n" + "\n".join(
        lines
    )


def _lines(one: Shell) -> Iterator[str]:
    yield f"* Words: {TIERS[one.tier]}"
    if one.licence_pack:
        yield f"* Terms: {licence(one.licence_pack).title} (`{one.licence_pack}`)"
    yield f"* Items: {len(one.questions)}; {_range(one)}, {_way(one)}"
    yield f"* Reference: {one.reference}"
    yield f"* Notice: {one.notice}"
    for each in one.licence:
        yield f"* Licence: {_evidence(each)}"
    if one.has_words:
        wording = _wording(one)
        yield f"* Wording: {wording}; checksum `{one.items_hash}`"
    yield from _scoring(one)
    yield from _meaning(one)
    if one.risk_items:
        numbers = [one.item_ids.index(i) + 1 for i in one.risk_items]
        yield (
            f"* Risk: question {', '.join(map(str, numbers))}, read by itself whatever "
            f"the total{f'; {one.risk_note}' if one.risk_note else ''}"
        )
    if one.loinc.panel or one.loinc.total or one.loinc.items:
        yield f"* LOINC: {_loinc(one)}"
    for line in one.not_modelled:
        yield f"* Not modelled: {line}"


def _range(one: Shell) -> str:
    if one.adding is Adding.NONE:
        return "no total, each scale by itself"
    return f"total {one.range.low:g} to {one.range.high:g}"


def _way(one: Shell) -> str:
    return one.direction.replace("_", " ")


def _wording(one: Shell) -> str:
    accepted = [each.sha256 for each in licences()]
    return _evidence(instrument(one.id, accepted=accepted).wording)


def _scoring(one: Shell) -> Iterator[str]:
    turned = [n for n, q in enumerate(one.questions, start=1) if q.reverse]
    if turned:
        yield f"* Turned round: questions {', '.join(map(str, turned))}"
    for scale in one.subscales:
        numbers = ", ".join(str(one.item_ids.index(i) + 1) for i in scale.items)
        yield (
            f"* Scale: {scale.title} (`{scale.id}`), questions {numbers}; "
            f"{scale.range.low:g} to {scale.range.high:g}"
        )
    if one.variants:
        names = "; ".join(f"`{v.id}` ({v.note})" for v in one.variants)
        yield f"* Numberings, never compared with one another: {names}"
    if one.missing is not None:
        most = ", ".join(f"{n} in {scale}" for scale, n in one.missing.at_most.items())
        yield f"* Gaps: at most {most}; {_evidence(one.missing.evidence)}"
    else:
        yield "* Gaps: a score needs every answer; no published rule was read"


def _meaning(one: Shell) -> Iterator[str]:
    if one.bands_evidence is not None:
        named = [("", one.bands), *((f"{s.title}: ", s.bands) for s in one.subscales)]
        for before, bands in named:
            if bands:
                said = ", ".join(f"from {b.range.low:g} {b.name}" for b in bands)
                yield f"* Bands: {before}{said}"
        yield f"* Bands are from: {_evidence(one.bands_evidence)}"
    for each in one.cutoffs:
        yield f"* Cut-off: {_cutoff(each)}"
    if one.threshold is not None:
        number = one.threshold
        yield (
            f"* Reliable change: at least {number.at_least:g}; "
            f"{_evidence(number.evidence)}"
        )
    elif one.reliability is not None:
        values = one.reliability
        yield (
            f"* Reliable change: Jacobson and Truax with standard deviation "
            f"{values.sd:g} and reliability {values.reliability:g}; "
            f"{_evidence(values.evidence)}"
        )
    else:
        yield f"* Reliable change: {one.reliability_note}"


def _cutoff(each: Cutoff) -> str:
    which = "" if each.scale == "total" else f"{each.scale} "
    value: Number | None = each.at_least
    way = "at least"
    if value is None:
        value, way = each.at_most, "at most"
    numbering = f" in the numbering {each.variant}" if each.variant else ""
    return (
        f"{which}{way} {value:g}{numbering}, {each.meaning}; {_evidence(each.evidence)}"
    )


def _loinc(one: Shell) -> str:
    said = []
    if one.loinc.panel:
        said.append(f"panel {one.loinc.panel}")
    if one.loinc.total:
        said.append(f"total {one.loinc.total}")
    if one.loinc.items:
        said.append(f"questions {', '.join(one.loinc.items.values())}")
    return "; ".join(said)


def _evidence(each: Evidence) -> str:
    says = f"{each.says} " if each.says else ""
    return f"{says}({each.source}; {each.grade}, read {each.read_on})"
