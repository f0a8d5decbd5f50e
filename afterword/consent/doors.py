"""Links, cards and visits: how somebody without a name here finds their own rows.

A token's hash leads to its practice without row security, and only then to what it
opens. The database holds no token. It sends and stops nothing by itself.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings

from afterword import clock
from afterword.audit import services as audit
from afterword.audit.actors import the_client
from afterword.consent import attempts, codes
from afterword.consent.models import Door, Key
from afterword.tenancy import current_practice, practice
from afterword.vault import ring

NOBODY: Final = UUID(int=0)
"""A practice that is none: the same look-up is made for a token that nobody has."""
_BYTES: Final = 24
"""192 bits, 32 characters: every token has the same length."""


@dataclass(frozen=True)
class Opened:
    """What a token opens, and for whom."""

    key: UUID
    practice: UUID
    client: UUID
    opens: str  # link, card, visit, tablet, form_code, form_visit
    occasion: str
    directive_id: UUID | None
    contact_point_id: UUID | None
    about_id: UUID | None
    is_live: bool
    made_at: datetime


class TooMany:
    """Too many codes were tried from one place. Stopping still works there."""


TOO_MANY: Final = TooMany()


@dataclass(frozen=True)
class StopFound:
    """What a code on the stop page came to, and whether the page may tell."""

    opened: Opened | None
    may_tell: bool
    """False after many wrong codes: say "if the code is right, it is stopped"."""


def make(  # noqa: PLR0913 - a door has this many parts
    *,
    client: UUID,
    opens: str,
    lasts: timedelta | None,
    occasion: str = "",
    directive_id: UUID | None = None,
    contact_point_id: UUID | None = None,
    about_id: UUID | None = None,
) -> str:
    """Make a token and the door it opens, in the open practice. Shown once."""
    token = secrets.token_urlsafe(_BYTES)
    _keep(
        _hash(token),
        client=client,
        opens=opens,
        lasts=lasts,
        occasion=occasion,
        directive_id=directive_id,
        contact_point_id=contact_point_id,
        about_id=about_id,
    )
    return token


def make_card(client: UUID) -> str:
    """Make the code of a printed card, in the open practice. Older cards end.

    An ended card still stops; it opens nothing else.
    """
    Key.objects.filter(client_id=client, opens="card", ended_at__isnull=True).update(
        ended_at=clock.now()
    )
    return _make_code(client=client, opens="card", lasts=None)


def make_form_code(
    client: UUID, *, occasion: str, contact_point_id: UUID, lasts: timedelta
) -> str:
    """Make a code that is sent to an address and opens one empty form, once."""
    return _make_code(
        client=client,
        opens="form_code",
        lasts=lasts,
        occasion=occasion,
        contact_point_id=contact_point_id,
    )


def find(token: str) -> Opened | None:
    """Give what a token opens now; nothing for one that is unknown, used up or over.

    The same look-ups are made in every case. Outside any transaction.
    """
    found = _look(_hash(token))
    return found if found is not None and found.is_live else None


def find_for_stop(token: str) -> Opened | None:
    """Give whom a token speaks for, however old it is: a link stops for ever."""
    return _look(_hash(token))


def enter_code(
    code: str, *, bucket: str, opens: str = "card", at: Opened | None = None
) -> Opened | TooMany | None:
    """Open the door of a code, unless too many were tried from this place.

    ``bucket`` is the visitor's network address. It is kept as a keyed hash only. At a
    link, ``at``, its owner's card opens, and a code that was sent for its form.
    """
    tried = attempts.count(opens, bucket)
    found = _look(_hash_code(code))
    if tried > attempts.MOST:
        return TOO_MANY
    if found is None or not found.is_live or not _fits(found, opens, at):
        return None
    attempts.take_back(opens, bucket)
    by = the_client(found.practice, found.client, door=found.opens)
    with practice(found.practice):
        audit.record(
            "consent.code_entered", by=by, client=found.client, why=found.opens
        )
    return found


def stop_by_code(code: str, *, bucket: str) -> StopFound:
    """Find whom a card speaks for, in order to stop. Nobody is ever locked out.

    After many wrong codes from one place the right one still stops; the answer then
    is the same for both, so that nobody can try codes out here.
    """
    tried = attempts.count("stop", bucket)
    found = _look(_hash_code(code))
    if found is not None and found.opens != "card":
        found = None
    if found is not None and tried <= attempts.MOST_STOPS:
        attempts.take_back("stop", bucket)
    return StopFound(found, may_tell=tried <= attempts.MOST_STOPS)


def use(opened: Opened) -> bool:
    """Use a door that opens once. False if somebody was first."""
    with practice(opened.practice):
        rows = Key.objects.filter(pk=opened.key, used_at__isnull=True)
        return rows.update(used_at=clock.now()) == 1


def keep_open(opened: Opened, *, lasts: timedelta, at_most: timedelta) -> None:
    """Let a door that is in use stay open a little longer, up to a limit."""
    now = clock.now()
    until = min(now + lasts, opened.made_at + at_most)
    with practice(opened.practice):
        rows = Key.objects.filter(pk=opened.key, ended_at__isnull=True)
        nearly = rows.filter(expires_at__lt=until - timedelta(minutes=1))
        nearly.update(expires_at=until)


def end(token: str) -> None:
    """End a door. Ending it twice, or one that is not there, is success."""
    hashed = _hash(token)
    with practice(_practice_of(hashed)):
        Key.objects.filter(token_hash=hashed, ended_at__isnull=True).update(
            ended_at=clock.now()
        )


def end_all(client: UUID, *, opens: str) -> int:
    """End every door of one sort that a client has, in the open practice."""
    rows = Key.objects.filter(client_id=client, opens=opens, ended_at__isnull=True)
    return rows.update(ended_at=clock.now())


def _fits(found: Opened, opens: str, link: Opened | None) -> bool:
    """Say whether a code is for this place: another link's opens nothing here."""
    if link is None:
        return found.opens == opens
    if found.client != link.client:
        return False
    for_form = (found.opens, found.occasion, found.contact_point_id)
    same_form = for_form == ("form_code", link.occasion, link.contact_point_id)
    return found.opens == opens or same_form


def _make_code(
    *,
    client: UUID,
    opens: str,
    lasts: timedelta | None,
    occasion: str = "",
    contact_point_id: UUID | None = None,
) -> str:
    code = codes.make()
    _keep(
        _hash_code(code),
        client=client,
        opens=opens,
        lasts=lasts,
        occasion=occasion,
        contact_point_id=contact_point_id,
    )
    return code


def _keep(
    hashed: bytes, *, client: UUID, lasts: timedelta | None, **parts: object
) -> None:
    now = clock.now()
    Door.objects.create(token_hash=hashed, practice_id=current_practice())
    Key.objects.create(
        token_hash=hashed,
        client_id=client,
        made_at=now,
        expires_at=now + lasts if lasts is not None else None,
        **parts,
    )


def _look(hashed: bytes) -> Opened | None:
    where = _practice_of(hashed)
    with practice(where):
        row = Key.objects.filter(token_hash=hashed).first()
    if row is None:
        return None
    over = row.expires_at is not None and row.expires_at <= clock.now()
    once = row.opens == "form_code" and row.used_at is not None
    return Opened(
        key=row.pk,
        practice=where,
        client=row.client_id,
        opens=row.opens,
        occasion=row.occasion,
        directive_id=row.directive_id,
        contact_point_id=row.contact_point_id,
        about_id=row.about_id,
        is_live=not over and not once and row.ended_at is None,
        made_at=row.made_at,
    )


def _practice_of(hashed: bytes) -> UUID:
    door = Door.objects.filter(token_hash=hashed).first()
    return door.practice_id if door is not None else NOBODY


def _hash(token: str) -> bytes:
    return hashlib.sha256(b"token:" + token[:200].encode("utf-8", "replace")).digest()


def _hash_code(code: str) -> bytes:
    """Hash a short code with a key: fifty bits alone could be tried out."""
    key = ring.load(settings.KEYS).index
    return hmac.digest(key, f"code:{codes.normal(code)}".encode(), "sha256")
