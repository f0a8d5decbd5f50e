"""Say a whole answer in plain sentences. Not: what it carries (``gathering``).

The order is that of a conversation: the answer; why, and who says so; what to do;
what to keep in mind; what would change it; who else was asked. Each line can be read
aloud by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from afterword.rules import phrases
from afterword.rules.combining import Line, Outcome
from afterword.rules.deciding import Decision, Finding
from afterword.rules.facts import Unknowable
from afterword.rules.gathering import (
    SILENT,
    UNSURE,
    YARDSTICK,
    deciding,
    is_quiet,
    reads_stop,
    where,
    yardsticks,
)
from afterword.rules.mending import mended
from afterword.rules.phrases import a, listed, sentence
from afterword.rules.rulebook import CONSULT, FORBID, HOUSE, REQUIRE, Rule

if TYPE_CHECKING:
    from afterword.rules.explaining import Explanation

_SAFETY = (Line.SAFETY_DUTY, Line.SAFETY_GROUND, Line.SAFETY_JUDGEMENT)
_PARTS = (
    ("person", "First"),
    ("channel", "How it goes"),
    ("message", "What it says"),
    ("record", "What is written down"),
)
_SUBJECTS = {
    "act": "Of the message",
    "consent": "Of the client's choices",
    "safe_contact": "Of the address",
    "client": "Of the client",
    "therapist": "Of the therapist",
}
_REST = "Of everything else"
_WHO = {
    "ledger": "The client's own recorded choices answer this.",
    "client": "What the client last said answers this.",
    "record": "The record answers this.",
    "practice": "The practice can answer this.",
    "supervisor": "A supervisor can answer this.",
    "computed": "For a client on file this is worked out.",
}
_MOST_REASONS = 3
_MOST_NAMED = 12
_NEVER_A_GROUND = frozenset({"none", "never from silence"})
_SAID_ANYWAY = {
    "clock_is_running": "the day is in the answer",
    "asking_is_contact": "the refusal says so",
}
_OTHER_LAW = "other_law_may_apply"
_OWN_RULES = "checked_own_rules"
_TALK = "talk_it_over"
_RISK_OF_SILENCE = "not_answering_has_a_risk"


def say(decision: Decision, told: Explanation) -> tuple[str, ...]:
    """Give the whole answer, one line after another."""
    if decision.outcome is Outcome.HOLD:
        lines = _held(decision, told)
    else:
        lines = [
            _headline(decision, told),
            *_reasons(decision, told),
            *_unknowable(decision),
            *_conditions(decision, told),
            *_open_questions(decision, told),
            *_kept_in_mind(decision, told),
            *_changes(decision, told),
        ]
    lines += [*_not_covered(decision, told), *_asked(decision, told)]
    if decision.outcome is Outcome.REFUSE:
        lines.append(phrases.DANGER)
    return (*dict.fromkeys(lines), phrases.GUIDANCE)


# The answer


def _headline(decision: Decision, told: Explanation) -> str:
    leading = told.because_of[0] if told.because_of else None
    said = phrases.heading(
        phrases.Told(
            outcome=decision.outcome,
            reason=decision.line,
            kind=leading.kind if leading else "",
            who_stopped="The client" if leading and reads_stop(leading) else "",
            points=len(points(told)),
            due_on=_due(told),
        )
    )
    return " ".join((sentence(str(said)), *_owed(decision, told), *_talked(decision)))


def _due(told: Explanation) -> date | None:
    return told.duties[0].due_on if told.duties else None


def _owed(decision: Decision, told: Explanation) -> Iterable[str]:
    """Say whose a duty is, and when it was due if that day has passed."""
    if not told.duties or decision.outcome not in (Outcome.REQUIRE, Outcome.CONSULT):
        return
    if decision.line not in (Line.COLLISION, Line.DUTY, Line.SETTLED_COLLISION):
        if decision.line is not Line.SAFETY_DUTY:
            return
    duty = told.duties[0]
    yield f"It is for the {duty.owner} to do."
    if duty.due_on is None and duty.rule.due and duty.rule.due.span:
        yield (
            f"It is due within {phrases.length(duty.rule.due.span)}, and the day "
            "from which that counts is not known."
        )
    elif duty.due_on and duty.due_on < decision.on:
        yield "That day has passed. Do it now."


def _talked(decision: Decision) -> Iterable[str]:
    for settled in decision.settled_by:
        yield (
            f"It was talked over with {settled.by}, and that holds until "
            f"{phrases.full_day(settled.until)}."
        )


# Why


def _reasons(decision: Decision, told: Explanation) -> Iterable[str]:
    if decision.line is Line.SILENCE:
        yield phrases.SILENCE
        ground = decision.book.vocabulary.purposes[decision.purpose].ground
        if not is_quiet(decision) and ground not in _NEVER_A_GROUND:
            yield f"What would be a ground: {ground}."
        return
    if decision.line in (Line.COLLISION, Line.SETTLED_COLLISION):
        yield from _collision(decision, told)
        return
    found = deciding(decision)
    if decision.line is Line.CONSULT:
        chosen = found[:_MOST_REASONS]
    elif decision.line is Line.BAR:
        chosen = _of_different_kinds(found)
    else:
        chosen = _first_of_each_role(decision, found)
    for finding in chosen:
        yield _reason(decision, finding)


def _of_different_kinds(found: Sequence[Finding]) -> list[Finding]:
    """Take one bar of each kind, so that each is something else to mend."""
    by_kind: dict[str, Finding] = {}
    for finding in found:
        by_kind.setdefault(finding.rule.kind, finding)
    return list(by_kind.values())[:_MOST_REASONS]


def _first_of_each_role(decision: Decision, found: Sequence[Finding]) -> list[Finding]:
    """Take the ground, and what was talked over."""
    first = found[:1]
    settled = frozenset[str]().union(*(one.rules for one in decision.settled_by))
    return first + [
        f for f in found[1:] if f.role == CONSULT and f.rule.id in settled
    ][: _MOST_REASONS - 1]


def _reason(decision: Decision, finding: Finding) -> str:
    return f"{_because(decision, finding)} {_source(decision, finding.rule)}"


def _because(decision: Decision, finding: Finding) -> str:
    """Say why, in the rule's own words; a period that has passed says so."""
    rule = finding.rule
    if finding.role != CONSULT or rule.effect == CONSULT:
        return rule.because
    if rule.period is None or rule.period.span is None:
        return rule.because
    if rule.effect == FORBID:
        return (
            "A waiting period has passed. That opens nothing by itself, so it is "
            "talked over first."
        )
    return (
        f"The {phrases.length(rule.period.span)} in which this needs no talk are over, "
        "so it is talked over first."
    )


def _source(decision: Decision, rule: Rule) -> str:
    """Say whose words these are, and how they were read."""
    if rule.derived_from:
        titles = dict.fromkeys(
            decision.book.rules[name].pack.title for name in rule.derived_from
        )
        return f"This is our reading of: {listed(titles, divider='; ')}."
    said = f"Source: {where(rule)}"
    if rule.pack.id in yardsticks(decision):
        said = f"{said}, {YARDSTICK}"
    if rule.grade == "secondary":
        said = f"{said}, read in a copy by others"
    elif rule.grade != HOUSE and not rule.is_seen:
        said = f"{said}, not seen here, so it can only make the answer stricter"
    return f"{said}."


def _collision(decision: Decision, told: Explanation) -> Iterable[str]:
    found = deciding(decision)
    for role, lead in ((REQUIRE, "The duty"), (FORBID, "The bar")):
        for finding in [f for f in found if f.role == role][:1]:
            yield f"{lead}: {_reason(decision, finding)}"
    if decision.line is Line.SETTLED_COLLISION:
        return
    stops = [f for f in found if f.role == FORBID and f.rule.kind == "client_stop"]
    due = _due(told)
    by = f" before {phrases.full_day(due)}" if due else ""
    yield f"Two named people decide{by}, and write down why."
    if stops:
        yield "The stop is kept, so the duty is met by another route."
    else:
        yield "They do the duty this way, or meet it by another route."


def _unknowable(decision: Decision) -> Iterable[str]:
    """Say what cannot be found out, and that the stricter answer counts."""
    read = {
        name
        for finding in decision.findings
        if finding.fired and not finding.grounded
        for line in finding.rule.when
        for name in line.facts
    }
    for name in read:
        fact = decision.facts.get(name)
        if isinstance(fact, Unknowable):
            asked = decision.book.vocabulary.facts[name].question
            why = f": {fact.why[:1].lower()}{fact.why[1:]}" if fact.why else ""
            yield (
                f"{asked} That cannot be found out{why}. So the stricter answer counts."
            )


# What to do


def points(told: Explanation) -> tuple[tuple[str, str], ...]:
    """Give what must be met, with its kind: what one sentence can say stands together.

    What somebody does comes first, then how it goes, what it says and the record.
    """
    words = told.decision.book.vocabulary
    left = [name for name, _ in told.obligations if name in words.obligations]
    if told.decision.outcome is Outcome.CONSULT or told.decision.settled_by:
        left = [name for name in left if name != _TALK]
    found: list[tuple[str, str]] = []
    for one in words.together:
        if set(one.of) <= set(left):
            found.append((words.obligations[one.of[0]].kind, one.says))
            left = [name for name in left if name not in one.of]
    for name in left:
        says = _own_rules(told) if name == _OWN_RULES else words.obligations[name].says
        found.append((words.obligations[name].kind, says))
    kinds = [kind for kind, _ in _PARTS]
    return tuple(sorted(found, key=lambda point: kinds.index(point[0])))


def _own_rules(told: Explanation) -> str:
    """Say what is not written here and so is stated, in one sentence."""
    who = _who_is_not_covered(told)
    says = told.decision.book.vocabulary.obligations[_OWN_RULES].says
    return f"{sentence(who)} {says}" if who else says


def _conditions(decision: Decision, told: Explanation) -> Iterable[str]:
    if decision.outcome is Outcome.REFUSE:
        return
    found = points(told)
    if found and decision.outcome is Outcome.CONSULT and decision.line not in _SAFETY:
        yield (
            "What it asks of you:" if is_quiet(decision) else "If it then goes ahead:"
        )
    for kind, label in _PARTS:
        said = [says for each, says in found if each == kind]
        if said:
            yield f"{label}: {' '.join(said)}"


def _open_questions(decision: Decision, told: Explanation) -> Iterable[str]:
    """List what is missing where it holds nothing."""
    asked = " ".join(question.question for question in told.missing)
    if not asked:
        return
    if decision.line in _SAFETY:
        yield f"Not known, and no reason to wait: {asked}"
    else:
        yield f"Not known, and it could make this a duty: {asked}"


def _kept_in_mind(decision: Decision, told: Explanation) -> Iterable[str]:
    """Say what the contact would change; of a refusal only the risk of silence."""
    words = decision.book.vocabulary.warnings
    names = [name for name in told.warnings if name not in _SAID_ANYWAY]
    if decision.outcome is Outcome.REFUSE:
        names = [name for name in names if name == _RISK_OF_SILENCE]
    if told.not_covered:
        names = [name for name in names if name != _OTHER_LAW]
    if names:
        yield f"Keep in mind: {' '.join(words[name] for name in names)}"


# What would change it


def _changes(decision: Decision, told: Explanation) -> Iterable[str]:
    """Say what would change the answer. In the social and intimate lanes: nothing."""
    if is_quiet(decision):
        return
    if decision.outcome is Outcome.REFUSE:
        yield from _ways_round(decision, told)
    if told.change and decision.line not in _SAFETY:
        words = phrases.PERIOD_ENDS if told.change.to_talk else phrases.GROUND_ENDS
        yield str(phrases.Phrase(words, {"day": told.change.on}))


def _ways_round(decision: Decision, told: Explanation) -> Iterable[str]:
    leading = told.because_of[0] if told.because_of else None
    if leading and reads_stop(leading):
        who = {"who": "the client"}
        said = [str(phrases.Phrase(phrases.STANDS, who))]
        if decision.values.get("no_replies") is False:
            said.append(str(phrases.Phrase(phrases.MAY_ANSWER, who)))
        yield " ".join(said)
    for rule in told.would_lift:
        yield f"What would lift it: {rule.because} {_source(decision, rule)}"
    better = mended(decision)
    if better:
        facts = decision.book.vocabulary.facts
        named = [
            _WAYS[value] if name == "channel" else facts[name].usual
            for name, value in better.changes.items()
        ]
        yield f"If {listed(named)}: {_lower(phrases.OUTCOMES[better.outcome])}."


_WAYS = {
    "portal": "it goes to their own page",
    "letter": "it goes by letter",
    "phone": "it goes by phone",
    "email": "it goes by e-mail",
    "sms": "it goes by text message",
}


# Where it waits


def _held(decision: Decision, told: Explanation) -> list[str]:
    """Ask what settles most, say why, and what the answer would be meanwhile."""
    maybe = told.provisional
    first = told.missing[0] if told.missing else None
    all_usual = maybe is not None and len(maybe.assuming) > 1
    asked = "Is everything as usual?" if all_usual else first and first.question
    who = "" if all_usual or first is None else _WHO.get(first.who, "")
    waits = phrases.OUTCOMES["hold"]
    lines = [f"{waits}: {asked or 'a fact is missing.'} {who}".strip()]
    if maybe:
        words = _lower(phrases.OUTCOMES[maybe.outcome])
        lines.append(phrases.AS_USUAL % {"words": words})
    if first and not all_usual:
        lines += _why_it_waits(decision, first.fact)
    if all_usual:
        lines += _taken_for_granted(decision, told)
    else:
        rest = " ".join(question.question for question in told.missing[1:])
        lines += [f"Then: {rest}"] if rest else []
    for duty in told.duties[:1]:
        if duty.due_on:
            day = phrases.full_day(duty.due_on)
            lines.append(
                f"If it is a duty, it is due by {day}, and it is for the "
                f"{duty.owner} to do."
            )
    return lines


def _why_it_waits(decision: Decision, fact: str) -> list[str]:
    """Give the first rule that turns on what is asked."""
    for finding in deciding(decision):
        rule = finding.rule
        anchors = rule.period.anchors if rule.period else ()
        if fact in anchors or any(fact in line.facts for line in rule.when):
            return [f"Why it waits, as this may apply: {_reason(decision, finding)}"]
    return []


def _taken_for_granted(decision: Decision, told: Explanation) -> list[str]:
    """List what a provisional answer assumes, by what it is about."""
    facts = decision.book.vocabulary.facts
    by_subject: dict[str, list[str]] = {}
    assumed = told.provisional.assuming if told.provisional else {}
    for name in sorted(assumed, key=lambda name: facts[name].order):
        subject = _SUBJECTS.get(facts[name].group, _REST)
        by_subject.setdefault(subject, []).append(sentence(facts[name].usual))
    order = [*_SUBJECTS.values(), _REST]
    return [
        "As usual means that all of this is so:",
        *(
            f"{subject}: {' '.join(by_subject[subject])}"
            for subject in order
            if subject in by_subject
        ),
    ]


# Who was asked


def _not_covered(decision: Decision, told: Explanation) -> Iterable[str]:
    """Say for whom not every rule is written here, where no point says it."""
    who = _who_is_not_covered(told)
    said = _OWN_RULES in dict(told.obligations) and decision.outcome not in (
        Outcome.REFUSE,
        Outcome.HOLD,
    )
    reasons = {finding.rule.id for finding in deciding(decision)[:_MOST_REASONS]}
    if who and not said and "baseline.own_rules_elsewhere" not in reasons:
        yield sentence(who)


def _who_is_not_covered(told: Explanation) -> str:
    """Name professions and places: `a counsellor in Kenya`."""
    places = told.decision.book.vocabulary.places
    named = []
    for one in told.not_covered:
        profession, within, place = one.partition(" in ")
        if within:
            noun = a(profession.replace("_", " "))
            named.append(f"for {noun} in {places.name(place)}")
        else:
            named.append(f"of {places.name(one)}")
    return f"Not every rule {listed(named)} is written here" if named else ""


def _asked(decision: Decision, told: Explanation) -> Iterable[str]:
    """Name everybody else that was asked, and what each said."""
    quoted = {rule.pack.id for rule in _quoted(decision)}
    groups: dict[str, list[str]] = {}
    for pack, says in told.authorities:
        if pack.id not in quoted:
            groups.setdefault(says, []).append(pack.title)
    for says in sorted(groups, key=_asked_last):
        titles = groups[says]
        more = len(titles) - _MOST_NAMED
        if more > 0:
            titles = [*titles[:_MOST_NAMED], f"{more} more"]
        yield f"{says[:1].upper()}{says[1:]}: {listed(titles, divider='; ')}."


def _asked_last(says: str) -> tuple[bool, bool]:
    return UNSURE in says, says.startswith(SILENT)


def _quoted(decision: Decision) -> Iterable[Rule]:
    return [f.rule for f in deciding(decision)[:1]]


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
