"""What a client allowed to be told and to whom, in words. Names open on record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from afterword.audit.actors import Actor
from afterword.consent import releases
from afterword.consent.models import InformationRelease
from afterword.consent.releases import SHARES, ReleaseView
from afterword.contact.models import GoAhead
from afterword.desk.referral_words import DOORS
from afterword.desk.wording import said
from afterword.look.templatetags.look import full_date
from afterword.tenancy import practice
from afterword.vault import services as vault


@dataclass(frozen=True)
class Line:
    """One release: what, how it was said and until when; and where it stands."""

    id: UUID
    words: str
    state: str
    may_end: bool


def recipients(
    client: UUID, *, on: date, by: Actor, purpose: str
) -> list[tuple[str, str]]:
    """Give those whom a release names on a day, by id and name. No release: nobody."""
    with practice(by.practice):
        live = releases.live_releases(client, on=on)
        named = {one.id: one.recipient_id for one in live if one.recipient_id}
        rows = list(InformationRelease.objects.filter(pk__in=named))
    told = vault.open(by=by, purpose=purpose, rows=rows, fields=["recipient"])
    found = {
        str(named[row.pk]): words["recipient"] or _("A name that is gone")
        for row, words in zip(rows, told, strict=True)
    }
    return sorted(found.items(), key=lambda one: one[1].casefold())


def telling(row: GoAhead, *, on: date, by: Actor) -> tuple[str, str] | None:
    """Say whom a contact tells what, by name and in words; nothing for the client's."""
    told = releases.told_in(row.hand_off.occasion)
    if told is None:
        return None
    names = dict(recipients(row.client_id, on=on, by=by, purpose="go_ahead"))
    what = "; ".join(said(SHARES, code) for code in sorted(told.shares))
    return names.get(str(told.recipient_id), _("Nobody whom a release names now")), what


def line(each: ReleaseView, today: date) -> Line:
    """Put one release into words."""
    return Line(each.id, in_short(each), state_of(each, today), not each.withdrawn_at)


def in_short(each: ReleaseView) -> str:
    """Say what may be told, how that was said, and until when."""
    told = {
        "what": "; ".join(said(SHARES, code) for code in each.shares),
        "how": said(DOORS, each.door),
        "day": full_date(each.given_on),
        "until": full_date(each.until),
    }
    return _("%(what)s. %(how)s, %(day)s. Until %(until)s.") % told


def state_of(each: ReleaseView, today: date) -> str:
    """Say whether it holds."""
    if each.withdrawn_at is not None:
        return _("Taken back")
    return _("Holds") if each.holds(today) else _("Over")
