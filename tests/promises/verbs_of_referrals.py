"""Verbs of support, releases and referrals, with one call of each outcome."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import uuid4

from afterword.consent import services as consent
from afterword.support.services import importing
from tests.promises import referral_calls as call
from tests.promises.verb import Verb

OF_REFERRALS: Mapping[str, Verb] = {
    "consent.services.naming.name_person": Verb(
        "consent.person_named",
        lambda s: call.named(s, s.ruth),
        refused=lambda s: call.named(s, s.boss),
    ),
    "consent.services.releasing.give_release": Verb(
        "consent.release_given",
        lambda s: call.release(s, s.ruth),
        refused=lambda s: call.release(s, s.boss),
    ),
    "consent.services.releasing.withdraw_release": Verb(
        "consent.release_withdrawn",
        lambda s: call.taken_back(s, s.ruth),
        refused=lambda s: consent.withdraw_release(
            release=uuid4(), client=s.current.id, by=s.ruth, at=s.now
        ),
        repeated=lambda s: call.taken_back(s, s.boss),
    ),
    "ending.services.referring.offer_referral": Verb(
        "ending.referral_offered",
        lambda s: call.offer(s, s.ruth),
        refused=lambda s: call.offer(s, s.boss),
    ),
    "ending.services.referring.note_referral": Verb(
        "ending.referral_noted",
        lambda s: call.note(s, "accepted"),
        refused=lambda s: call.note(s, "taken_up"),
        repeated=lambda s: call.note(s, "accepted"),
    ),
    "ending.services.referring.send_referral": Verb(
        "ending.referral_sent",
        lambda s: call.send(s, s.release),
        refused=lambda s: call.send(s, uuid4()),
    ),
    "support.services.helping.write_line": Verb(
        "support.line_written",
        lambda s: call.write_line(s, s.boss),
        refused=lambda s: call.write_line(s, s.ruth),
    ),
    "support.services.helping.end_line": Verb(
        "support.line_ended",
        lambda s: call.line_ended(s, s.help_line),
        refused=lambda s: call.line_ended(s, uuid4()),
        repeated=lambda s: call.line_ended(s, s.help_line),
    ),
    "support.services.listing.add_service": Verb(
        "support.service_added",
        lambda s: call.add(s, s.boss),
        refused=lambda s: call.add(s, s.ruth),
    ),
    "support.services.listing.change_service": Verb(
        "support.service_changed",
        lambda s: call.change(s, s.boss, "Elm (invented)"),
        refused=lambda s: call.change(s, s.ruth, "Elm (invented)"),
        repeated=lambda s: call.change(s, s.boss, "Elm (invented)"),
    ),
    "support.services.listing.check_service": Verb(
        "support.service_checked",
        lambda s: call.check(s, s.boss),
        refused=lambda s: call.check(s, s.ruth),
    ),
    "support.services.listing.retire_service": Verb(
        "support.service_retired",
        lambda s: call.retire(s, s.boss),
        refused=lambda s: call.retire(s, s.ruth),
        repeated=lambda s: call.retire(s, s.boss),
    ),
    "support.services.importing.take_services": Verb(
        "support.services_read",
        lambda s: call.take(s, s.boss),
        refused=lambda s: call.take(s, s.ruth),
    ),
    "support.services.importing.look_at_services": Verb(
        "support.services_read",
        lambda s: importing.look_at_services(
            file=s.services_file, by=s.boss, today=s.today
        ),
        refused=lambda s: importing.look_at_services(
            file=s.services_file, by=s.ruth, today=s.today
        ),
    ),
    "support.services.importing.bring_in_services": Verb(
        "support.services_imported",
        lambda s: call.bring(s, s.boss),
        refused=lambda s: call.bring(s, s.ruth),
        repeated=lambda s: call.bring(s, s.boss),
    ),
    "support.services.importing.drop_services": Verb(
        "support.services_dropped",
        lambda s: importing.drop_services(file=s.services_file, by=s.boss),
        refused=lambda s: importing.drop_services(file=s.services_file, by=s.ruth),
    ),
}
