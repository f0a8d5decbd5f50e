"""What a client agreed to, in words for their own pages. Read only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from afterword.consent import queries, wording
from afterword.consent.standing import DirectiveState, Standing
from afterword.followup.models import Step
from afterword.look.shown import Step as Shown

CAME: Final = {
    "sent": gettext_lazy("Sent"),
    "answered": gettext_lazy("Answered. Thank you"),
    "unknown": gettext_lazy("It may or may not have reached you. It is not sent again"),
    "not_sent": gettext_lazy("Not sent. It will not come later"),
    "expired": gettext_lazy("Not sent. It will not come later"),
}


@dataclass(frozen=True)
class Choice:
    """One thing that was asked, and where it stands, as plain words."""

    id: UUID
    words: str
    detail: str
    state: str
    stop_url: str = ""
    start_url: str = ""
    more_url: str = ""


@dataclass(frozen=True)
class Note:
    """One note that was agreed to: when, and whether it is still to come."""

    key: str
    due_on: date
    last_on: date
    came: str
    """What came of it, in words; empty while it is still to come."""


@dataclass(frozen=True)
class Agreed:
    """Everything that one client said yes, no or not yet to."""

    standing: Standing
    on: tuple[Choice, ...]
    """What is on, rests or can be started again."""
    past: tuple[Choice, ...]
    """What they said no to, or what has run out."""
    waiting: tuple[UUID, ...]
    """What waits for a yes or a no."""
    coming: tuple[Shown, ...]
    next_on: date | None
    truth: str

    @property
    def live(self) -> tuple[UUID, ...]:
        """Name what is on now, so that notes may come under it."""
        return tuple(
            found.id
            for found in self.standing.directives.values()
            if found.is_live and not self.standing.bars(found.id)
        )

    @property
    def held_back(self) -> bool:
        """Say whether something is on that "nobody first" alone keeps back."""
        return any(
            found.is_live and self.standing.bars(found.id)
            for found in self.standing.directives.values()
        )

    @property
    def anything_to_stop(self) -> bool:
        """Say whether there is something that a stop would end."""
        return any(choice.stop_url for choice in self.on) or bool(self.waiting)


def agreed(client: UUID, *, today: date) -> Agreed:
    """Give what a client agreed to, as of today. Inside an open practice only."""
    standing = queries.standing_of(client)
    on, past, waiting = [], [], []
    live: list[DirectiveState] = []
    for found in sorted(standing.directives.values(), key=lambda each: -each.changed):
        state = found.on(today)
        if state == "proposed":
            waiting.append(found.id)
        elif state in {"confirmed", "paused", "withdrawn"}:
            on.append(_choice(found, standing, today))
            if state == "confirmed" and not standing.bars(found.id):
                live.append(found)
        else:
            past.append(_choice(found, standing, today))
    notes = [note for found in live for note in notes_of(found)]
    ahead = sorted(n.due_on for n in notes if not n.came and n.last_on >= today)
    next_on = ahead[0] if ahead else None
    return Agreed(
        standing=standing,
        on=tuple(on),
        past=tuple(past),
        waiting=tuple(waiting),
        coming=_shown(notes),
        next_on=next_on,
        truth=_truth(standing, on, len(ahead), next_on),
    )


def notes_of(found: DirectiveState) -> list[Note]:
    """Give the notes of one agreement in time. Inside an open practice only."""
    if found.ended_on is None:
        return []
    rows = {row.key: row for row in Step.objects.filter(directive_id=found.id)}
    made = []
    for terms in found.terms.steps:
        due_on, (_first, last_on) = (
            terms.due_on(found.ended_on),
            terms.window(found.ended_on),
        )
        row = rows.get(terms.key)
        came = str(CAME.get(row.state, "")) if row else ""
        if row:
            due_on, last_on = row.due_on, row.closes_on
        made.append(Note(terms.key, due_on, last_on, came))
    return sorted(made, key=lambda note: note.due_on)


def full_day(day: date) -> str:
    """Write a day in full."""
    return date_format(day, _("l j F Y"))


def _choice(found: DirectiveState, standing: Standing, today: date) -> Choice:
    state = found.on(today)
    reader = wording.reader_for(found.terms)
    days = ", ".join(
        date_format(note.due_on, _("j F Y"))
        for note in notes_of(found)
        if not note.came and note.last_on >= today
    )
    parts = [
        _("Around %(days)s.") % {"days": days} if days and state != "lapsed" else "",
        reader.sentence,
    ]
    barred = standing.bars(found.id)
    stop = state in {"confirmed", "paused"}
    start = state == "withdrawn" and found.can_resume and today <= found.terms.ends_on
    return Choice(
        id=found.id,
        words=wording.title(found.terms),
        detail=" ".join(part for part in parts if part),
        state=_state(found, state, barred=barred),
        stop_url=reverse("portal:stop_one", args=[found.id]) if stop else "",
        start_url=reverse("portal:start_one", args=[found.id]) if start else "",
        more_url=reverse("portal:choice", args=[found.id])
        if state in {"confirmed", "paused", "withdrawn"}
        else "",
    )


def _state(found: DirectiveState, state: str, *, barred: bool) -> str:
    since = {"day": full_day(found.confirmed_on)} if found.confirmed_on else {"day": ""}
    if barred and state in {"confirmed", "paused"}:
        return _("Off, because you said that nobody here may write first")
    return {
        "confirmed": _("On since %(day)s") % since,
        "paused": _("Resting. Nothing comes until you start it again"),
        "withdrawn": _("Stopped. Nothing comes"),
        "declined": _("You said no"),
        "void": _("You did not say yes, so it counts as no"),
        "lapsed": _("Over. Nothing more comes"),
    }.get(state, "")


def _truth(
    standing: Standing, on: Sequence[Choice], ahead: int, next_on: date | None
) -> str:
    """Say in one sentence what is true now."""
    if standing.no_replies:
        return _("You said that nobody here may write to you, not even to answer.")
    if standing.no_contact and not ahead:
        return _("You said that nobody here may write to you first. So nobody does.")
    if next_on is not None and ahead > 1:
        return _(
            "%(count)s short notes are still to come, the next around %(day)s."
        ) % {
            "count": ahead,
            "day": full_day(next_on),
        }
    if next_on is not None:
        return _("One short note is still to come, around %(day)s.") % {
            "day": full_day(next_on)
        }
    if on:
        return _("You get no messages now.")
    return _("You said yes to no messages, so you get none.")


def _shown(notes: Sequence[Note]) -> tuple[Shown, ...]:
    last = len(notes)
    made = []
    for number, note in enumerate(sorted(notes, key=lambda each: each.due_on), start=1):
        words = _("Note %(number)s of %(last)s") % {"number": number, "last": last}
        when = note.came or _("Around %(day)s") % {"day": full_day(note.due_on)}
        if not note.came and number == last:
            when += ". " + _("It is the last one")
        state = "done" if note.came else "planned"
        made.append(Shown(words=words, when=f"{when}.", state=state))
    return tuple(made)
