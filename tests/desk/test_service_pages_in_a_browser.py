"""Services, help lines and referrals in a real browser: no rule broken."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from afterword import clock
from afterword.audit.actors import Role
from afterword.consent.services import Release, give_release, name_person
from afterword.ending.services import letters, referring, writing
from afterword.ending.services.referring import Offer
from afterword.support.directory import ServiceFacts
from afterword.support.services import importing, listing
from tests import factories
from tests.desk.desks import findable
from tests.desk.test_staff_pages_in_a_browser import (
    LOOKS,
    Office,
    _cookie,
    address,
    browser,
    come_in,
    elsewhere,
    looked_at,
)
from tests.journeys import screens

__all__ = ["address", "browser"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FILE = (
    b"name,needs,cost,phone,checked by,checked on\n"
    b"Birch (invented),money,free,1,Jo,2026-11-01\n"
    b"Elm (invented),astrology,free,1,Jo,2026-11-01\n"
)


def an_office() -> Office:
    """Make a practice with a service, a file, a referral and a release."""
    home = factories.a_practice(set_up_at=clock.now())
    both = factories.a_member(home, Role.CLINICIAN, Role.ADMINISTRATOR)
    client = findable(home, factories.a_clinician(home, both, name="Ruth Adeyemi"))
    today = clock.today(home.time_zone)
    said = ServiceFacts(
        name="Redwood Street Sliding Scale Clinic (invented)",
        needs=("talking", "couples_families"),
        cost="sliding",
        places=("US-CA",),
        phone="555 0150",
        web="https://redwood-street.example",
        languages=("en",),
        checked_by="Sam Example",
        checked_on=today - timedelta(days=400),
    )
    service = listing.add_service(said=said, by=both, at=clock.now(), today=today)
    file = importing.take_services(data=FILE, by=both, at=clock.now(), today=today)
    ending = writing.open_ending(client=client.pk, by=both)
    offer = Offer(service=service, ending=ending, why="Near the river")
    referral = referring.offer_referral(client=client.pk, offer=offer, by=both)
    referring.note_referral(referral=referral, says="accepted", on=today, by=both)
    release = Release(
        recipient="Redwood Street",
        shares=frozenset({"dates", "summary"}),
        why="",
        given_on=today,
        until=today,
        recipient_id=service,
    )
    give_release(
        client=client.pk,
        release=release,
        by=both,
        at=clock.now(),
        door="told_in_session",
    )
    named = name_person(
        client=client.pk, kind="guardian", name="Kim Example", by=both, at=clock.now()
    )
    letter = letters.draft_letter(
        client=client.pk, name="transfer_receiver", recipient="receiver", by=both
    )
    told = reverse("desk:told", args=[client.pk])
    lines = reverse("desk:help_lines")
    hide = reverse("desk:help_line_hide", args=["GB"])
    pages = {
        "services": reverse("desk:services"),
        "service": reverse("desk:service", args=[service]),
        "service-add": reverse("desk:service_add"),
        "services-import": reverse("desk:services_import"),
        "services-file": reverse("desk:services_file", args=[file]),
        "help-lines": f"{lines}?country=GB",
        "help-line-add": reverse("desk:help_line_add", args=["GB"]),
        "help-line-hide": f"{hide}?line=Shout",
        "ending-support": reverse("desk:ending_task", args=[ending, "support"]),
        "ending-referrals": reverse("desk:ending_task", args=[ending, "referrals"]),
        "referral": reverse("desk:referral", args=[referral]),
        "referral-release": reverse("desk:referral_release", args=[referral]),
        "told": told,
        "told-release": f"{told}/{named}",
        "letter-to-another": reverse("desk:letter", args=[letter]),
        "ask-who-is-told": f"{reverse('desk:ask')}?client={client.pk}",
        "referral-send": reverse("desk:referral_send", args=[referral]),
    }
    return Office(cookies={"both": _cookie(both)}, pages=pages)


def test_each_of_these_pages_breaks_no_rule(browser, address, transactional_db):
    """Narrow and dark, wide and light; one heading and one primary button each."""
    office = elsewhere(an_office)

    for width, scheme in LOOKS:
        with screens.open_page(browser, width=width, scheme=scheme) as page:
            come_in(page, address, office.cookies["both"])
            for name, path in office.pages.items():
                answer = page.goto(address + path)
                assert answer is not None
                assert answer.status == 200, name
                looked_at(page, name)
