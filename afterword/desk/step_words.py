"""Where a planned contact stands, in words. Never whether a note was opened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from afterword.contact.weighing import book

Words = Mapping[str, str | Promise]

STATES: Final[Words] = {
    "planned": gettext_lazy("Planned"),
    "held": gettext_lazy("Waits"),
    "sent": gettext_lazy("Handed over"),
    "answered": gettext_lazy("Answered"),
    "paused": gettext_lazy("Paused"),
    "stopped": gettext_lazy("Not sent"),
    "not_sent": gettext_lazy("Not sent"),
    "expired": gettext_lazy("Not sent"),
    "unknown": gettext_lazy("Nobody knows whether it left"),
}
"""Every state that a step may have."""
BECAUSE: Final[Words] = {
    "client": gettext_lazy("the client said so"),
    "came_back": gettext_lazy("the client came back to therapy"),
    "window_over": gettext_lazy("its days are over"),
    "superseded": gettext_lazy("a later one is due; none goes late"),
    "no_agreement": gettext_lazy("there is no agreement behind it"),
    "lapsed": gettext_lazy("the agreement has run out"),
    "void": gettext_lazy("it was not confirmed in time"),
    "frozen": gettext_lazy("later stops are being read back in first"),
    "refused_address": gettext_lazy("the address takes no mail"),
    "failed": gettext_lazy("something went wrong here; whoever runs this can look"),
    "stopped": gettext_lazy("it was stopped just before it left"),
    "not_released": gettext_lazy("the last look before it left said no"),
    "mail_not_set_up": gettext_lazy("no mail server is set up"),
    "mail_server_silent": gettext_lazy("the mail server does not answer"),
    "no_wording": gettext_lazy("there is no fixed text for it"),
    "no_contact_point": gettext_lazy("its address is no longer on file"),
    "no_address": gettext_lazy("its address cannot be opened any more"),
    "accepted": gettext_lazy("the mail server took it"),
    "refused": gettext_lazy("the mail server refused it"),
    "unreachable": gettext_lazy("the mail server could not be reached"),
    "already_handled": gettext_lazy("it was handed over, or given up, before"),
    "not_for_machines": gettext_lazy("a person does this, or nobody"),
    "done": gettext_lazy("a person did it"),
    "not_reached": gettext_lazy("a person tried and did not reach them"),
    "not_done": gettext_lazy("a person decided not to"),
}
_GROUPS: Final[Words] = {
    "refuse": gettext_lazy("a rule says no"),
    "consult": gettext_lazy("somebody has to be talked to first"),
    "hold": gettext_lazy("a fact is missing"),
}
CHANNELS: Final[Words] = {
    "email": gettext_lazy("E-mail"),
    "sms": gettext_lazy("Text message"),
    "phone": gettext_lazy("Phone"),
    "letter": gettext_lazy("Letter"),
    "portal": gettext_lazy("Their own page"),
}


def state_words(state: str, because: str) -> str:
    """Say where a step stands and, where it does not go, why."""
    state_said = str(STATES.get(state, state))
    why = because_words(because)
    if not why or state in {"planned", "sent", "answered"}:
        return state_said
    return _("%(state)s: %(why)s") % {"state": state_said, "why": why}


def because_words(because: str) -> str:
    """Say a reason by its code: ``missing:capacity``, ``client`` and so on."""
    if because in BECAUSE:
        return str(BECAUSE[because])
    kind, _colon, name = because.partition(":")
    words = book().vocabulary
    if kind == "missing" and name in words.facts:
        return _("not known yet: %(question)s") % {
            "question": words.facts[name].question
        }
    if kind == "unmet" and name in words.obligations:
        return _("not met: %(duty)s") % {"duty": words.obligations[name].says}
    if kind == "unmet":
        return _("it would be outside what was agreed")
    if kind in _GROUPS:
        rule = book().rules.get(name)
        return rule.because if rule else str(_GROUPS[kind])
    return because.replace("_", " ").replace(":", ", ")


def channel_words(channel: str) -> str:
    """Say a channel; a step without an agreement has none."""
    return str(CHANNELS.get(channel, channel))


def step_name(key: str, instrument: str) -> str:
    """Name a step by its month: ``m3`` is the check-in after 3 months."""
    months = key[1:]
    if key[:1] != "m" or not months.isdigit():
        return key
    plain = (
        _("After 1 month") if months == "1" else _("After %(n)s months") % {"n": months}
    )
    return (
        f"{plain}, {instrument.upper().replace('PHQ', 'PHQ-')}" if instrument else plain
    )
