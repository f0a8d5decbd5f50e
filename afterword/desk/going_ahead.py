"""Contacts that people make, in words: what is offered, what to keep to, what came.

It decides nothing: the gate decides when one is opened and at every look.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from afterword.accounts.models import Membership
from afterword.audit.actors import Actor
from afterword.clinic.models import Client
from afterword.consent.queries import SafeContactView
from afterword.contact import by_hand, go_aheads
from afterword.contact.hours import end_of_day, wall
from afterword.contact.models import GoAhead
from afterword.contact.obligations import BY_WORD, WRITTEN
from afterword.contact.requests import ContactRequest
from afterword.contact.services.looking_again import Seen
from afterword.contact.weighing import ALWAYS, Weighed, book
from afterword.desk import asking
from afterword.desk.asking import Kept
from afterword.desk.duty_words import duty_says, met_by
from afterword.desk.fact_words import way
from afterword.desk.forms.going_ahead import ConfirmForm
from afterword.desk.rulings import still_holds
from afterword.look.shown import Duty
from afterword.rules.explaining import explain
from afterword.rules.saying.answers import warned
from afterword.tenancy import practice

Words = Mapping[str, str | Promise]
BEHIND: Final = timedelta(weeks=8)
"""How far back lists of contacts go."""

CAME: Final[Words] = {
    "done": gettext_lazy("Done"),
    "not_reached": gettext_lazy("Not reached"),
    "not_done": gettext_lazy("Not done"),
}
STATES: Final[Words] = {
    "open": gettext_lazy("Open until the end of the day"),
    "stopped": gettext_lazy("Closed: they asked for no contact"),
    "day_over": gettext_lazy("Nobody has said what came of it"),
    "no_address": gettext_lazy("Closed: the address is no longer in use"),
    "not_released": gettext_lazy("Closed: the answer is no longer a yes"),
    "gone": gettext_lazy("Closed: it can no longer be read"),
}
CLOSED: Final[Words] = {
    "stopped": gettext_lazy(
        "They asked for no contact after you opened this. Do not make it."
    ),
    "day_over": gettext_lazy("It was for its own day, and that day is over."),
    "no_address": gettext_lazy("The number or address was taken out of use."),
    "not_released": gettext_lazy(
        "Something changed since you opened it, and the answer is no longer a yes."
    ),
    "gone": gettext_lazy("What you had stated can no longer be opened."),
    "called_off": gettext_lazy("The closing was called off. Do not post it."),
}
HEADINGS: Final[Words] = {
    "phone": gettext_lazy("Ring %(who)s today"),
    "letter": gettext_lazy("Write to %(who)s by post today"),
    "email": gettext_lazy("Write to %(who)s by e-mail today"),
    "sms": gettext_lazy("Write to %(who)s by text message today"),
    "in_person": gettext_lazy("Speak with %(who)s in person today"),
    "video": gettext_lazy("Speak with %(who)s by video today"),
}


@dataclass(frozen=True)
class Offer:
    """What a ruling page offers to the person who would make the contact."""

    form: ConfirmForm | None
    url: str = ""
    left: tuple[Duty, ...] = ()
    """What is not met and no tick can meet."""
    seen_to: tuple[str, ...] = ()
    """What is met without the person, in words."""
    why_not: str = ""
    ask_url: str = ""
    there: str = ""
    """The address of a go-ahead for this that was opened today."""


@dataclass(frozen=True)
class Made:
    """One contact in a list: when, with whom, what for, by whom, what came of it."""

    url: str
    day: date
    who: str
    sentence: str
    by: str
    state: str


def offer(
    kept: Kept, client: Client, *, by: Actor, at: datetime, data: Any = None
) -> Offer | None:
    """Say what may be opened under an answer of today; nothing where nothing may."""
    purpose = kept.purpose
    act = asking.act_of(kept.facts)
    channel = act.get("channel", "")
    if not _may_be_offered(kept, client, by=by, at=at):
        return None
    if not channel and by_hand.carried(purpose, "phone"):
        ask = f"{reverse('desk:ask')}?client={client.pk}&purpose={purpose}"
        return Offer(
            None,
            why_not=_("Say how you would make it, and it can be opened."),
            ask_url=f"{ask}&initiator={act.get('initiator', '')}",
        )
    if not by_hand.carried(purpose, channel):
        return None
    wanted = asking.request_of(client, act, by=by, at=at, occasion=kept.occasion)
    with practice(by.practice):
        there = GoAhead.objects.select_related("hand_off").filter(
            client=client, purpose=purpose, day=wall(at, client.time_zone).date()
        )
        rows = [row for row in there if by_hand.tells_the_same(row, wanted)]
        opened = max(rows, key=lambda row: row.opened_at, default=None)
        lacks = go_aheads.lacks_address(wanted)
    if opened is not None and not by_hand.for_life(purpose):
        return Offer(None, there=reverse("desk:go_ahead", args=[opened.pk]))
    if lacks:
        return Offer(None, why_not=_no_address(channel))
    left = tuple(
        Duty(words=duty_says(name), met=False, by=met_by(name, met=False))
        for name in kept.plain.get("unmet", ())
        if name not in BY_WORD
    )
    names = _names_in(kept, wanted)
    ticks = _ticks(kept, names)
    points = [(name, duty_says(name)) for name in ticks]
    return Offer(
        form=None if left else ConfirmForm(data, points),
        url=reverse("desk:go_ahead_open", args=[kept.id]),
        left=left,
        seen_to=tuple(duty_says(name) for name in names if name not in ticks),
    )


def heading(row: GoAhead, who: str) -> str:
    """Say what is to be done, in one line."""
    if row.channel in HEADINGS and by_hand.needs_address(row.purpose, row.channel):
        return str(HEADINGS[row.channel]) % {"who": who}
    if row.channel in {"in_person", "video"} and row.purpose not in by_hand.ELSEWHERE:
        return str(HEADINGS[row.channel]) % {"who": who}
    return sentence(row)


def sentence(row: GoAhead) -> str:
    """Say what it is for and how, to begin a line with."""
    said = f"{purpose_words(row.purpose)} {way(row.channel)}"
    return f"{said[:1].upper()}{said[1:]}"


def until(row: GoAhead, zone: str) -> str:
    """Say until when it holds, for whoever lives by ``zone``."""
    end = wall(row.valid_until, zone)
    if (end.hour, end.minute) == (0, 0):
        return _("Open until the end of today.")
    return _("Open until %(time)s today. Then the day ends where they are.") % {
        "time": end.strftime("%H:%M")
    }


def keep_to(
    row: GoAhead, weighed: Weighed, safe: SafeContactView | None, *, at: datetime
) -> list[str]:
    """Say what may be said and how, each point a sentence."""
    label = weighed.draft.sender_label
    found = [duty_says(name) for name in weighed.obligations if name in BY_WORD]
    if row.channel == "phone" and by_hand.needs_address(row.purpose, row.channel):
        found.append(_("Do not leave a message. They did not agree to one."))
        found.append(_("If somebody else answers, say nothing of what it is about."))
    if row.channel == "letter" and label:
        found.append(
            _("On the outside stands %(name)s and no other sender.") % {"name": label}
        )
    if safe is not None and row.channel != "letter":
        found.append(hours(safe, at=at))
    return list(dict.fromkeys(found))


def hours(safe: SafeContactView, *, at: datetime) -> str:
    """Say which hours the client named, and what time it is there."""
    return _("They named the hours %(start)s to %(end)s. It is %(now)s there now.") % {
        "start": safe.hours_from.strftime("%H:%M"),
        "end": safe.hours_until.strftime("%H:%M"),
        "now": wall(at, safe.time_zone).strftime("%H:%M"),
    }


def warnings(weighed: Weighed) -> list[str]:
    """Say what this contact would change, as the page of its answer does."""
    words = book().vocabulary.warnings
    told = explain(weighed.decision)
    names = warned(told.warnings, refused=False, covered=not told.not_covered)
    return [words[name] for name in names if name in words]


def closed_words(why: str) -> str:
    """Say why it cannot be made any more."""
    return str(CLOSED.get(why, CLOSED["not_released"]))


def shut_words(seen: Seen) -> str:
    """Say why something cannot be printed at this moment."""
    if seen.state == "later":
        return _("Not at this moment. Open this page again in a while.")
    return closed_words(seen.why)


def came_words(came: str) -> str:
    """Say what came of it."""
    return str(CAME.get(came, came))


def state_of(row: GoAhead, *, at: datetime) -> str:
    """Say in a code where one stands, as far as can be seen without deciding again."""
    if row.came:
        return row.came
    if row.hand_off.status == "cancelled":
        return "stopped"
    if row.closed_why:
        return row.closed_why
    return "day_over" if at >= row.valid_until else "open"


def state_words(state: str) -> str:
    """Say a state in a list."""
    return str(CAME.get(state) or STATES.get(state, state))


def purpose_words(purpose: str) -> str:
    """Say what it is for."""
    known = book().vocabulary.purposes
    return known[purpose].label if purpose in known else purpose


def unsaid(by: Actor) -> list[GoAhead]:
    """Give what this person opened and has not said the end of, the newest first.

    Inside an open practice only.
    """
    rows = GoAhead.objects.filter(opened_by__in=[by.id], came="")
    return list(rows.select_related("hand_off", "client").order_by("-opened_at"))


def made(clients: Collection[UUID], *, by: Actor, at: datetime) -> list[Made]:
    """List the contacts that people made or opened, the newest first.

    Inside an open practice only.
    """
    rows = GoAhead.objects.filter(
        client_id__in=clients, day__gte=at.date() - BEHIND
    ).select_related("hand_off", "client")
    names = naming(by)
    return [
        Made(
            url=reverse("desk:go_ahead", args=[row.pk]),
            day=row.day,
            who=row.client.reference,
            sentence=sentence(row),
            by=names(row.opened_by),
            state=state_words(state_of(row, at=at)),
        )
        for row in rows.order_by("-opened_at")
    ]


def called(by: Actor, user: UUID) -> str:
    """Name a colleague. Inside an open practice only."""
    return naming(by)(user)


def naming(by: Actor) -> Callable[[UUID], str]:
    """Give what names colleagues, read once for a whole list."""
    rows = Membership.objects.filter(practice_id=by.practice)
    names = dict(rows.values_list("user_id", "user__name"))
    return lambda user: names.get(user, _("Somebody who left"))


def _may_be_offered(kept: Kept, client: Client, *, by: Actor, at: datetime) -> bool:
    """Say whether an answer is a yes of today, before somebody who makes contacts."""
    zones = (client.time_zone, client.practice.time_zone)
    return (
        kept.plain["outcome"] in {"permit", "require"}
        and by.has(*go_aheads.MAKERS)
        and still_holds(kept.plain)
        and at < end_of_day(kept.at, *zones)
        and kept.on in {wall(kept.at, zone).date() for zone in zones}
    )


def _names_in(kept: Kept, wanted: ContactRequest) -> list[str]:
    """Name every obligation of an answer once, also what no pack had to ask for."""
    names = [one["id"] for one in kept.plain["obligations"]]
    names += ALWAYS if wanted.directive_id else ()
    return list(dict.fromkeys([*names, *kept.plain.get("unmet", ())]))


def _ticks(kept: Kept, names: Sequence[str]) -> list[str]:
    """Name what a person says they keep to; a release that stands here is no tick."""
    unmet = kept.plain.get("unmet", ())
    stands = {WRITTEN} - set(unmet)
    return [name for name in names if name in BY_WORD and name not in stands]


def _no_address(channel: str) -> str:
    if channel == "letter":
        return _("There is no postal address on file that can be used.")
    return _("There is no number or address on file that can be used.")


def local(at: datetime, zone: str) -> datetime:
    """Give a moment where people live by ``zone``."""
    return at.astimezone(ZoneInfo(zone))
