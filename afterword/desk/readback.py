"""An ending read back: every answer with a way to change it, and what was corrected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from afterword.consent.standing import DirectiveState, Standing
from afterword.desk.choices import choices_of
from afterword.desk.forms.ending_parts import FORMS
from afterword.desk.forms.safety import OfferedForm
from afterword.desk.part_words import CHOICES, TASKS
from afterword.desk.wording import (
    APPROACHES,
    DECISIONS,
    ENDED_BY,
    ENDING_FORMS,
    ENDING_KINDS,
    MEASURES,
    YES_NO,
    said,
)
from afterword.ending import parts
from afterword.ending.models import Ending
from afterword.ending.sections import SECTIONS
from afterword.ending.services.closing import PART
from afterword.look.shown import KnownFact
from afterword.look.templatetags.look import full_date
from afterword.measures.instruments import shell
from afterword.support.lines import countries

FIELDS: Mapping[str, Promise] = {
    "kind": gettext_lazy("Kind of ending"),
    "ended_by": gettext_lazy("Ended by"),
    "agreed": gettext_lazy("Both agreed"),
    "approach": gettext_lazy("Approach"),
    "ending_form": gettext_lazy("How it ended"),
    "ended_on": gettext_lazy("Last day"),
    "last_professional_contact_on": gettext_lazy("Last contact"),
    "measure": gettext_lazy("Questions at the end"),
    "contact_decision": gettext_lazy("Contact afterwards"),
    "directive_id": gettext_lazy("The agreement put before them"),
    "later_directive_id": gettext_lazy("Their own agreement from the day of age"),
    "reason": gettext_lazy("Why now"),
    "goals": gettext_lazy("What they came for"),
    "what_changed": gettext_lazy("What changed"),
    "coping": gettext_lazy("What helps"),
    "early_signs": gettext_lazy("Early signs"),
    "referrals": gettext_lazy("People and services"),
}
_CODES = {
    "kind": ENDING_KINDS,
    "ended_by": ENDED_BY,
    "agreed": YES_NO,
    "approach": APPROACHES,
    "ending_form": ENDING_FORMS,
    "measure": MEASURES,
}
_DAYS = frozenset(
    field.name
    for section in SECTIONS
    for field in section.fields
    if field.holds == "day"
)
_ASKED: Mapping[str, Any] = {**FORMS, "safety": OfferedForm}
_UNASKED = {"lines_shown_on": gettext_lazy("Help numbers shown on")}
"""What a page keeps by itself, beside what it asks."""
_TASKS = {
    "facts": (
        "kind",
        "ended_by",
        "agreed",
        "approach",
        "ending_form",
        "ended_on",
        "last_professional_contact_on",
        "reason",
    ),
    "review": ("goals", "what_changed"),
    "keeping": ("coping",),
    "signs": ("early_signs",),
    "support": ("referrals",),
}


def lines_of(
    row: Ending,
    told: Mapping[str, str | None],
    directives: Sequence[DirectiveState],
    held: parts.Held,
    written: Mapping[str, Mapping[str, Any]],
) -> list[KnownFact]:
    """Give every answer of an ending; while it is open, each with its way to change.

    ``told`` holds the words of the ending itself, ``written`` those of its parts.
    Tasks that the template leaves out are shown where something is in them.
    """
    shown = {one.key for one in parts.tasks(row, held)}
    lines = []
    for section in SECTIONS:
        if section.key not in shown:
            continue
        lines += [
            KnownFact(
                name=str(FIELDS[name]),
                value=_value(row, name, told),
                change_url=_change(row, section.key),
            )
            for name in _TASKS.get(section.key, ())
        ]
        if section.key == "measure":
            lines.append(_measures(row, held))
        lines += _of_part(row, section.key, held, written.get(section.key, {}))
    contact = KnownFact(
        name=str(FIELDS["contact_decision"]),
        value=_contact(row, directives),
        change_url="" if parts.bars_protocol(row.kind) else _change(row, "contact"),
    )
    return [*lines, contact]


def _measures(row: Ending, held: parts.Held) -> KnownFact:
    """Say whether questions were asked at the end, and name what was filled in."""
    value = said(MEASURES, row.measure) if row.measure else _("Not said yet")
    if held.measures:
        value = f"{value}: {', '.join(shell(name).name for name in held.measures)}"
    return KnownFact(
        name=str(FIELDS["measure"]), value=value, change_url=_change(row, "measure")
    )


def _of_part(
    row: Ending, key: str, held: parts.Held, told: Mapping[str, Any]
) -> list[KnownFact]:
    """Give what a part holds, in the words in which it was asked."""
    asked = _ASKED[key].base_fields if key in _ASKED else {}
    lines = []
    for name, value in {**held.plain.get(key, {}), **told}.items():
        if name == "goals":
            lines += [
                KnownFact(
                    name=goal["words"], value=rated(goal), change_url=_change(row, key)
                )
                for goal in value
            ]
        elif name in asked or name in _UNASKED:
            label = asked[name].label if name in asked else _UNASKED[name]
            lines.append(
                KnownFact(
                    name=str(label),
                    value=_told(name, value),
                    change_url=_change(row, key),
                )
            )
    return lines


def rated(goal: Mapping[str, Any]) -> str:
    """Say how they rated a goal themselves."""
    before, now = goal.get("before"), goal.get("now")
    if before is None and now is None:
        return _("Not rated")
    if before is None:
        return _("%(now)s of 10 now") % {"now": now}
    if now is None:
        return _("%(before)s of 10 at the start") % {"before": before}
    return _("From %(before)s to %(now)s of 10") % {"before": before, "now": now}


def _told(name: str, value: Any) -> str:
    if name in CHOICES:
        return said(CHOICES[name], value)
    if name == "country":
        return {one.iso: one.name for one in countries()}.get(value, str(value))
    if name in _DAYS:
        return full_date(date.fromisoformat(value))
    return linebreaksbr(str(value))


def changed_since(
    before: Mapping[str, Any] | None, after: Mapping[str, Any]
) -> list[str]:
    """Name what differs between two closings. Words are known by their hash alone."""
    if before is None:
        return []
    changed = [
        _named(name)
        for part in ("plain", "words")
        for name in dict.fromkeys([*after[part], *before[part]])
        if before[part].get(name) != after[part].get(name)
    ]
    return list(dict.fromkeys(changed))


def _named(name: str) -> str:
    if name.startswith(PART):
        return said(TASKS, name.removeprefix(PART))
    return str(FIELDS[name])


def _value(row: Ending, name: str, told: Mapping[str, str | None]) -> str:
    if name in told:
        return linebreaksbr(told[name] or _("Nothing written"))
    held = row.episode if name == "approach" else row
    value = getattr(held, name)
    if not value:
        return _("Not said yet")
    if name in _CODES:
        return said(_CODES[name], value)
    return full_date(value)


def _contact(row: Ending, directives: Sequence[DirectiveState]) -> str:
    if parts.bars_protocol(row.kind):
        return _("No follow-up can start after this ending")
    if not row.contact_decision:
        return _("Not said yet")
    if not directives:
        return said(DECISIONS, row.contact_decision)
    return " ".join(said_of(one) for one in directives)


def said_of(directive: DirectiveState) -> str:
    """Say what a directive is and how it stands, in a line."""
    today = directive.confirmed_on or directive.proposed_on
    now = Standing(directives={directive.id: directive})
    one = choices_of(now, today=today, names={})[0]
    return f"{one.words}. {one.state}."


def _change(row: Ending, task: str) -> str:
    if row.state != "open":
        return ""
    return reverse("desk:ending_task", args=[row.pk, task])
