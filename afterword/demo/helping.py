"""Invented services of the demonstration's practices, and what came of one of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from afterword import clock
from afterword.clinic.models import Client
from afterword.demo.people import ALDER, BIRCH
from afterword.demo.story import Cast
from afterword.ending.services import referring
from afterword.ending.services.referring import Offer
from afterword.support import directory
from afterword.support.directory import ServiceFacts, Wanted
from afterword.support.services import listing
from afterword.tenancy import practice
from afterword.tenancy.models import Practice

BY: Final = "Made up for the demonstration"
SOON: Final = date.min
"""Stands for the day on which the demonstration is made."""
LATE: Final = "Old Quay Evening Group (invented)"
"""Looked at so long ago that its page says so."""
LISTED: Final = {
    ALDER: (
        ServiceFacts(
            name="Redwood Street Sliding Scale Clinic (invented)",
            needs=("talking", "couples_families"),
            cost="sliding",
            cost_words="20 to 60 dollars an hour, by income",
            places=("US-CA",),
            phone="+1 415 555 0150",
            web="https://redwood-street.example",
            languages=("en", "es"),
            for_whom="Adults",
            waiting="About three weeks",
            checked_by=BY,
            checked_on=SOON,
        ),
        ServiceFacts(
            name="Lantern Bereavement Circle (invented)",
            needs=("bereavement", "group", "peer"),
            cost="free",
            places=("US-CA",),
            phone="+1 415 555 0151",
            languages=("en",),
            for_whom="Anybody after a death",
            checked_by=BY,
            checked_on=SOON,
        ),
        ServiceFacts(
            name="Second Desk Money Advice (invented)",
            needs=("money", "housing"),
            cost="free",
            web="https://second-desk.example",
            languages=("en", "es", "zh"),
            waiting="None, by chat",
            checked_by=BY,
            checked_on=SOON,
        ),
        ServiceFacts(
            name=LATE,
            needs=("group", "addiction"),
            cost="paid",
            places=("US",),
            phone="+1 415 555 0152",
            languages=("en",),
            checked_by=BY,
            checked_on=SOON,
        ),
    ),
    BIRCH: (
        ServiceFacts(
            name="Canal Side Listening Room (invented)",
            needs=("talking", "peer"),
            cost="free",
            places=("GB",),
            phone="020 7946 0151",
            languages=("en",),
            checked_by=BY,
            checked_on=SOON,
        ),
    ),
}


KEEPERS: Final = {ALDER: "sam", BIRCH: "tom"}


def list_services(cast: Cast) -> None:
    """Let whoever keeps a practice list what there is; one was looked at long ago."""
    for key, services in LISTED.items():
        by, today = cast.actors[KEEPERS[key]], _today(cast.practices[key])
        for each in services:
            day = today - timedelta(days=500) if each.name == LATE else today
            listing.add_service(
                said=replace(each, checked_on=day), by=by, at=clock.now(), today=today
            )


def refer(cast: Cast, key: str, clinician: str) -> None:
    """Point a client to two services; they want the first."""
    by, client = cast.actors[clinician], cast.clients[key]
    with practice(by.practice):
        first, second = directory.search(Wanted(place="US-CA"))[:2]
        zone = Client.objects.values_list("time_zone", flat=True).get(pk=client)
    wanted = referring.offer_referral(
        client=client, offer=Offer(service=first.id), by=by
    )
    referring.offer_referral(client=client, offer=Offer(service=second.id), by=by)
    referring.note_referral(
        referral=wanted, says="accepted", on=clock.today(zone), by=by
    )


def _today(home: UUID) -> date:
    return clock.today(Practice.objects.get(pk=home).time_zone)
