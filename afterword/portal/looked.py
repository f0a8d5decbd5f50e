"""Who looked at a client's data, in words: from the record, and from nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from afterword.audit.models import Event
from afterword.clinic.models import Clinician

MOST: Final = 200
ROLES: Final = {
    "clinician": gettext_lazy("a person who sees people here"),
    "supervisor": gettext_lazy("a person who advises the people here"),
    "administrator": gettext_lazy("a person in the office"),
    "compliance": gettext_lazy("a person who checks that rules are kept"),
    "executor": gettext_lazy("a person who stands in when somebody cannot work"),
}
WHY: Final = {
    "hand_off": gettext_lazy("To send you a note you said yes to"),
    "go_ahead": gettext_lazy("To reach you themselves, by phone, letter or in person"),
    "send_code": gettext_lazy("To send you a code that was asked for"),
    "check_in": gettext_lazy("To show you your own answers"),
    "release": gettext_lazy("To write down what somebody else may be told"),
    "own_pages": gettext_lazy("To show you your own pages"),
    "read_answers": gettext_lazy("To read what you answered"),
    "person": gettext_lazy("To see who you are and how you are reached"),
    "list": gettext_lazy("To show their list of people"),
    "today": gettext_lazy("To show what waits for them today"),
    "ask_about": gettext_lazy("To look up whether you may be written to"),
    "read_step": gettext_lazy("To look at a note that is planned for you"),
    "attest": gettext_lazy("To see that the paper you signed is yours"),
    "ending": gettext_lazy("To write down how your time here ends"),
    "referral": gettext_lazy("To write down where else you were pointed to"),
    "letter": gettext_lazy("To write or print a letter to you or about you"),
    "executor": gettext_lazy("To tell you that somebody here cannot work any more"),
    "closure": gettext_lazy("To tell you that this practice closes"),
    "leaving": gettext_lazy("To see who is passed on when somebody leaves here"),
    "transfer": gettext_lazy("To pass you on to a colleague here"),
    "plan_draft": gettext_lazy("To write your plan with you in your last meetings"),
    "plan_given": gettext_lazy("To make what you wrote together your own plan"),
    "shared_plan": gettext_lazy("To read the copy of your plan that you showed"),
    "compare_packs": gettext_lazy("To check how new rules would answer"),
    "relationship": gettext_lazy("To see what else connects you and a person here"),
    "conflict_check": gettext_lazy("To see whether somebody here should step back"),
    "likeness": gettext_lazy("So that a check can tell that you are known here"),
    "read_ruling": gettext_lazy("To see why you may or may not be written to"),
    "settle": gettext_lazy("To advise on it, without seeing your name"),
}
"""What for, by the code in the record. Another code is shown as work here."""


@dataclass(frozen=True)
class Look:
    """One look: on which day, by whom, what for, and how often that day."""

    on: date
    who: str
    why: str
    times: int


def looked(client: UUID, *, zone: str, own: bool = False) -> list[Look]:
    """Give who looked, newest first. ``own`` adds the client's own looks.

    Inside an open practice only.
    """
    rows = Event.objects.filter(name="vault.opened", client_id=client)
    if not own:
        rows = rows.exclude(by_kind="client")
    names = _names()
    counts: dict[tuple[date, str, str], int] = {}
    for row in rows.order_by("-at")[: MOST * 5]:
        on = row.at.astimezone(ZoneInfo(zone)).date()
        place = (on, _who(row, names), _why(row.why))
        counts[place] = counts.get(place, 0) + 1
    return [Look(*place, times) for place, times in list(counts.items())[:MOST]]


def _names() -> Mapping[UUID, str]:
    rows = Clinician.objects.filter(user_id__isnull=False)
    return {row.user_id: row.client_facing_name for row in rows if row.user_id}


def _who(row: Event, names: Mapping[UUID, str]) -> str:
    if row.by_kind == "client":
        return _("You")
    if row.by_kind != "staff":
        return _("The machine, by itself")
    if row.by_id and row.by_id in names:
        return names[row.by_id]
    roles = [ROLES[role] for role in row.by_roles.split(",") if role in ROLES]
    words = str(roles[0]) if roles else _("a person who works here")
    return words[:1].upper() + words[1:]


def _why(code: str) -> str:
    return str(WHY.get(code, _("For the work here")))
