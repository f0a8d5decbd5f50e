"""Words for codes, as the desk shows them. It decides nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

Words = Mapping[str, str | Promise]

ENDING_KINDS: Words = {
    "planned": gettext_lazy("Planned together"),
    "time_limited": gettext_lazy("The agreed number of sessions was over"),
    "transfer": gettext_lazy("Handed over to another clinician"),
    "practice_change": gettext_lazy("The clinician or the practice changed"),
    "dropout": gettext_lazy("They stopped coming"),
    "boundary_or_safety": gettext_lazy("For a reason of boundaries or safety"),
    "death_or_incapacity": gettext_lazy("The clinician died or cannot work"),
}
ENDED_BY: Words = {
    "both": gettext_lazy("Both together"),
    "client": gettext_lazy("The client"),
    "therapist": gettext_lazy("The clinician"),
    "service": gettext_lazy("The practice or service"),
    "other": gettext_lazy("Somebody else, such as a payer"),
}
ENDING_FORMS: Words = {
    "formal": gettext_lazy("In a last session"),
    "abrupt": gettext_lazy("Abruptly"),
    "none": gettext_lazy("Without any ending"),
}
APPROACHES: Words = {
    "cbt": gettext_lazy("Cognitive behavioural"),
    "low_intensity": gettext_lazy("Low-intensity or guided self-help"),
    "psychodynamic": gettext_lazy("Psychodynamic"),
    "humanistic": gettext_lazy("Humanistic"),
    "systemic": gettext_lazy("Systemic"),
    "ipt": gettext_lazy("Interpersonal"),
    "dbt": gettext_lazy("Dialectical behaviour therapy"),
    "emdr": gettext_lazy("EMDR"),
    "integrative": gettext_lazy("Integrative"),
    "other": gettext_lazy("Another approach"),
}
YES_NO: Words = {"yes": gettext_lazy("Yes"), "no": gettext_lazy("No")}
DECISIONS: Words = {
    "none": gettext_lazy("No contact"),
    "client_may_start": gettext_lazy("They may write first, nobody here does"),
    "light_check_in": gettext_lazy("Three short check-ins"),
}
MEASURES: Words = {
    "done": gettext_lazy("Filled in"),
    "skipped": gettext_lazy("Left out"),
}
MISSING: Words = {
    "kind": gettext_lazy("What kind of ending it was"),
    "ended_by": gettext_lazy("Who ended it"),
    "agreed": gettext_lazy("Whether it was agreed"),
    "ended_on": gettext_lazy("The last day"),
    "last_professional_contact_on": gettext_lazy("The day of the last contact"),
    "measure": gettext_lazy("The questions: filled in or left out"),
    "notice": gettext_lazy("Whether it ends so that another relationship can begin"),
    "safety": gettext_lazy(
        "A plan for the worst days, or that they did not want one: a question at the "
        "end asked about risk"
    ),
    "contact": gettext_lazy("What was agreed about contact"),
    "contact_barred": gettext_lazy(
        "A check-in cannot stand in an ending of this kind; change the contact"
    ),
    "ended_on_in_future": gettext_lazy("The last day is in the future"),
    "missed_day": gettext_lazy(
        "The day that they did not come is before the last session, or in the future"
    ),
    "last_contact_after_end": gettext_lazy(
        "The last contact is later than the last day"
    ),
}
BARRED: Words = {
    "dropout": gettext_lazy(
        "They stopped coming, so nobody could ask them before the end. Asking "
        "afterwards is itself a contact that they did not agree to."
    ),
    "boundary_or_safety": gettext_lazy(
        "After an ending for boundaries or safety a yes may not be free, and a "
        "message can do harm."
    ),
    "death_or_incapacity": gettext_lazy(
        "The person who would read the answers is no longer there, and nobody was "
        "asked in time."
    ),
}
STATUSES: Words = {
    "current": gettext_lazy("In care here"),
    "former": gettext_lazy("Former client"),
    "current_with_colleague": gettext_lazy("In care with a colleague"),
}
CHANNELS: Words = {
    "email": gettext_lazy("E-mail"),
    "sms": gettext_lazy("Text message"),
    "phone": gettext_lazy("Phone"),
    "letter": gettext_lazy("Letter"),
    "portal": gettext_lazy("Own page"),
}
DIRECTIVE_STATES: Words = {
    "proposed": gettext_lazy("Put before them, not confirmed"),
    "confirmed": gettext_lazy("On"),
    "paused": gettext_lazy("Paused by them"),
    "withdrawn": gettext_lazy("Stopped"),
    "declined": gettext_lazy("They said no"),
    "lapsed": gettext_lazy("Over"),
    "void": gettext_lazy("Not confirmed in time, so no"),
}
OFFSETS: Words = {
    "P1M": gettext_lazy("After 1 month"),
    "P3M": gettext_lazy("After 3 months"),
    "P6M": gettext_lazy("After 6 months"),
}
STEP_STATES: Words = {
    "planned": gettext_lazy("Planned"),
    "held": gettext_lazy("Held: something is missing"),
    "sent": gettext_lazy("Handed over"),
    "answered": gettext_lazy("Answered"),
    "not_sent": gettext_lazy("Not sent"),
    "unknown": gettext_lazy("Not known whether it left"),
    "expired": gettext_lazy("Over without being sent"),
    "cancelled": gettext_lazy("Cancelled"),
    "stopped": gettext_lazy("Stopped by them"),
}
WAITING: Words = {
    "answers": gettext_lazy("Answers to read"),
    "asked_for_contact": gettext_lazy("Asked to be contacted"),
    "risk_answer": gettext_lazy("An answer about risk to look at"),
    "address_refused": gettext_lazy("An address takes no mail any more"),
    "not_sent": gettext_lazy("A message was not sent"),
    "unknown": gettext_lazy("Nobody knows whether a message left"),
    "to_confirm": gettext_lazy("Facts to confirm before a check-in"),
    "paper_to_attest": gettext_lazy("A signed paper to look at"),
    "talked_over": gettext_lazy("A colleague answered your question"),
    "to_settle": gettext_lazy("A question to settle"),
    "relationship_to_plan": gettext_lazy("A second relationship without a plan"),
    "relationship_to_review": gettext_lazy("A second relationship to look at again"),
    "executor_came_in": gettext_lazy("An executor says that a clinician cannot go on"),
    "conflict_match": gettext_lazy("A conflict check to talk over"),
    "journal_not_written": gettext_lazy(
        "A stop is saved, but its second copy is not. Tell whoever runs this system"
    ),
}
FORMATS: Words = {
    "individual": gettext_lazy("One person, alone"),
    "couple": gettext_lazy("Two people, as a couple"),
    "family": gettext_lazy("A family"),
    "group": gettext_lazy("A group"),
}
PART_STATES: Words = {
    "proposed": gettext_lazy("Waits for an answer"),
    "confirmed": gettext_lazy("They said yes"),
    "declined": gettext_lazy("They said no"),
    "void": gettext_lazy("Not confirmed in time, so it is no"),
    "withdrawn": gettext_lazy("They stopped it"),
    "paused": gettext_lazy("It rests"),
    "lapsed": gettext_lazy("Over"),
}
REPORTS: Words = {
    "alive": gettext_lazy("A death"),
    "complaint_open": gettext_lazy("A complaint"),
    "litigation_open": gettext_lazy("A legal dispute"),
    "protective_order": gettext_lazy("A protective order"),
    "communication_restriction": gettext_lazy("A limit on how or where you write"),
    "treated_elsewhere": gettext_lazy("Treated by somebody else"),
    "coercive_home": gettext_lazy("Somebody at home controls or threatens them"),
    "capacity": gettext_lazy("Whether they can decide about this"),
    "client_mature_minor": gettext_lazy("Not of age, but may decide alone"),
    "risk_level": gettext_lazy("Concern for their safety"),
}


def said(words: Words, code: str) -> str:
    """Give the words of a code; one without words is shown as it is."""
    return str(words.get(code, code.replace("_", " ")))


def listed(words: Sequence[str]) -> str:
    """Write several things in a sentence: a, b and c."""
    if len(words) < 2:  # noqa: PLR2004
        return "".join(words)
    return _("%(most)s and %(last)s") % {
        "most": ", ".join(words[:-1]),
        "last": words[-1],
    }


def numbered(count: int) -> str:
    """Say how many short check-ins."""
    return ngettext("%(count)s short check-in", "%(count)s short check-ins", count) % {
        "count": count
    }


def address_of(name: str, *args: object) -> str:
    """Give the address of a page by its name; nothing where it does not exist."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
