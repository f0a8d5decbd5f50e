"""Calls of the verbs of support, releases and referrals. It says no outcome."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from afterword.audit.actors import Actor
from afterword.consent import services as consent
from afterword.consent.services import Release
from afterword.ending.services import referring
from afterword.ending.services.referring import Offer, Sending
from afterword.support.directory import ServiceFacts
from afterword.support.services import helping, importing, listing
from afterword.support.services.helping import Word

if TYPE_CHECKING:
    from tests.promises.verb_settings import Setting

FILE = (
    b"name,needs,cost,phone,checked by,checked on\n"
    b"Birch (invented),money,free,1,Jo,2020-01-01\n"
)


def write_line(s: Setting, by: Actor) -> UUID:
    word = Word(
        country="GB",
        does="hide",
        line="Shout",
        source="its page",
        checked_by="Sam",
        checked_on=s.today,
    )
    return helping.write_line(word=word, by=by, at=s.now, today=s.today)


def line_ended(s: Setting, line: UUID) -> None:
    helping.end_line(line=line, by=s.boss, at=s.now, today=s.today)


def facts(s: Setting, name: str = "Alder (invented)") -> ServiceFacts:
    return ServiceFacts(
        name=name,
        needs=("money",),
        cost="free",
        phone="1",
        checked_by="Sam",
        checked_on=s.today,
    )


def add(s: Setting, by: Actor) -> UUID:
    return listing.add_service(said=facts(s), by=by, at=s.now, today=s.today)


def change(s: Setting, by: Actor, name: str) -> None:
    listing.change_service(service=s.service, said=facts(s, name), by=by, today=s.today)


def check(s: Setting, by: Actor) -> None:
    listing.check_service(
        service=s.service, checked_by="Kim", checked_on=s.today, by=by, today=s.today
    )


def retire(s: Setting, by: Actor) -> None:
    listing.retire_service(service=s.service, by=by, at=s.now)


def take(s: Setting, by: Actor) -> UUID:
    return importing.take_services(data=FILE, by=by, at=s.now, today=s.today)


def bring(s: Setting, by: Actor) -> object:
    return importing.bring_in_services(
        file=s.services_file, by=by, at=s.now, today=s.today
    )


def release(s: Setting, by: Actor, to: UUID | None = None) -> UUID:
    said = Release(
        recipient="Birch",
        shares=frozenset({"summary"}),
        why="",
        given_on=s.today,
        until=s.today + timedelta(days=9),
        recipient_id=to,
    )
    return consent.give_release(
        client=s.current.id, release=said, by=by, at=s.now, door="told_in_session"
    )


def named(s: Setting, by: Actor) -> UUID:
    return consent.name_person(
        client=s.current.id, kind="guardian", name="Fi (invented)", by=by, at=s.now
    )


def taken_back(s: Setting, by: Actor) -> object:
    return consent.withdraw_release(
        release=s.release, client=s.current.id, by=by, at=s.now
    )


def offer(s: Setting, by: Actor) -> UUID:
    return referring.offer_referral(
        client=s.current.id, offer=Offer(own_words="Dr Elm (invented)"), by=by
    )


def note(s: Setting, says: str) -> None:
    referring.note_referral(referral=s.referral, says=says, on=s.today, by=s.ruth)


def send(s: Setting, under: UUID) -> None:
    note(s, "accepted")
    referring.send_referral(
        referral=s.referral,
        sending=Sending(release=under, shares=frozenset({"summary"}), what="A page"),
        on=s.today,
        by=s.ruth,
    )
