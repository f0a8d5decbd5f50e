"""Every verb that a person or the machine can call, with one call of each outcome.

``VERBS`` names a verb and how it is called: what is done, what is refused and what
is repeated. A verb that is not here fails the walk in ``test_verbs_write_events``.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from uuid import uuid4

import afterword
from afterword.accounts import services as accounts
from afterword.attention import services as attention
from afterword.clinic.services import (
    importing,
    policies,
    reaching,
    reports,
    together,
)
from afterword.clinic.services import practice as home
from afterword.consent import services as consent
from afterword.contact import services as gate
from afterword.contact.services import consulting, looking_again
from afterword.ending.services import agreeing, closing, handing, writing
from afterword.screening import services as screening
from tests.promises import verb_calls as call
from tests.promises import verbs_of_measures as measures
from tests.promises import verbs_of_unplanned as unplanned
from tests.promises.letter_verbs import LETTERS
from tests.promises.verb import Verb
from tests.promises.verbs_of_addresses import OF_ADDRESSES
from tests.promises.verbs_of_plans import OF_PLANS
from tests.promises.verbs_of_referrals import OF_REFERRALS

WITHOUT: Mapping[str, str] = {
    **measures.WITHOUT,
    **unplanned.WITHOUT,
    "accounts.services.people.administrator_only": "a check inside verbs",
    "accounts.services.people.person_here": "a look-up inside verbs",
    "audit.services.event": "makes the line",
    "audit.services.record": "writes the line",
    "clinic.services.importing.forget_old": "a round: a line when it destroyed some",
    "clinic.services.likeness.fill_in": "a round: a line for each name it opens",
    "clinic.services.together.mark_shared": "inside verbs: a line for each address",
    "consent.services.refusals.only_client": "a check inside verbs",
    "consent.services.refusals.only_their_own": "a check inside verbs",
    "consent.services.refusals.recorded": "writes the line of a refusal",
    "contact.services.preview": "an answer on a page that nobody keeps",
    "contact.services.watch": "a round: a line for each thing it finds",
    "ending.services.letters.changing": "writes the line of a change",
    "ending.services.giving.give": "a part of closing, which says what came",
    "ending.services.giving.prepare": "a part of closing: what it opens says so itself",
    "ending.services.planning.add_version": "a part of writing, which says what came",
    "ending.services.planning.only_theirs": "a check inside verbs",
    "ending.services.writing.acting": "a check inside verbs",
    "ending.services.writing.holding": "a check inside verbs",
    "ending.services.writing.changing": "writes the line of a change",
    "ending.services.writing.recorded": "writes the line of a refusal",
    "followup.services.sweep": "a round: a line for each thing it does",
    "messaging.services.make_letter": "a part of carry_out, which says what came",
    "messaging.services.record_delivery": "a part of carry_out: the line itself",
    "screening.services.checking.forget_asked": "a round: a line if it destroyed any",
    "screening.services.checking.is_lead": "a look-up inside verbs",
    "screening.services.declaring.only_theirs": "a check inside verbs",
    "screening.services.planning.raise_due": "a round: a line for each thing it raises",
    "support.services.listing.only_administrators": "a check inside verbs",
}
"""Functions that take ``by`` and are no verbs, each with its reason."""


def found() -> dict[str, Callable[..., object]]:
    """Give every public function of a `services` module that takes ``by``."""
    return {
        f"{module.__name__.removeprefix('afterword.')}.{name}": function
        for module in _modules()
        for name, function in vars(module).items()
        if inspect.isfunction(function)
        and function.__module__ == module.__name__
        and not name.startswith("_")
        and "by" in inspect.signature(function).parameters
    }


def _modules() -> Iterator[ModuleType]:
    for app in iter_modules(afterword.__path__, "afterword."):
        if not app.ispkg:
            continue
        package = import_module(app.name)
        if "services" not in {each.name for each in iter_modules(package.__path__)}:
            continue
        services = import_module(f"{app.name}.services")
        yield services
        prefix = f"{services.__name__}."
        for each in iter_modules(getattr(services, "__path__", ()), prefix):
            yield import_module(each.name)


VERBS: Mapping[str, Verb] = {
    **{name: Verb(**each) for name, each in unplanned.CALLS.items()},
    **LETTERS,
    **OF_ADDRESSES,
    **OF_PLANS,
    **OF_REFERRALS,
    "accounts.services.inviting.invite": Verb(
        "accounts.invited",
        lambda s: call.invite(s, s.boss),
        refused=lambda s: call.invite(s, s.ruth),
    ),
    "accounts.services.inviting.call_off": Verb(
        "accounts.invitation_called_off",
        lambda s: accounts.call_off(invitation=s.invited.id, by=s.boss),
        refused=lambda s: accounts.call_off(invitation=s.invited.id, by=s.ruth),
        repeated=lambda s: accounts.call_off(invitation=s.invited.id, by=s.boss),
    ),
    "accounts.services.inviting.reset": Verb(
        "accounts.reset",
        lambda s: accounts.reset(membership=s.colleague, by=s.boss),
        refused=lambda s: accounts.reset(membership=s.colleague, by=s.ruth),
    ),
    "accounts.services.mailing.mail_link": Verb(
        "accounts.link_mailed",
        lambda s: accounts.mail_link(invited=s.invited, by=s.boss),
    ),
    "accounts.services.mailing.mail_oneself": Verb(
        "accounts.test_mailed", lambda s: accounts.mail_oneself(by=s.boss)
    ),
    "accounts.services.staying.change_roles": Verb(
        "accounts.roles_changed",
        lambda s: call.roles(s, s.boss),
        refused=lambda s: call.roles(s, s.ruth),
        repeated=lambda s: call.roles(s, s.boss),
    ),
    "accounts.services.staying.leave": Verb(
        "accounts.left",
        lambda s: accounts.leave(membership=s.colleague, by=s.boss),
        refused=lambda s: accounts.leave(membership=s.colleague, by=s.ruth),
    ),
    "attention.services.raise_item": Verb(
        "attention.raised", call.item, repeated=call.item
    ),
    "attention.services.finish": Verb(
        "attention.finished",
        lambda s: attention.finish(item=s.item, by=s.ruth, at=s.now),
        refused=lambda s: attention.finish(item=uuid4(), by=s.ruth, at=s.now),
        repeated=lambda s: attention.finish(item=s.item, by=s.ruth, at=s.now),
    ),
    "attention.services.pass_on": Verb(
        "attention.passed_on",
        lambda s: attention.pass_on(item=s.item, to=s.clinician.pk, by=s.ruth),
        refused=lambda s: attention.pass_on(item=uuid4(), to=None, by=s.ruth),
        repeated=lambda s: attention.pass_on(item=s.item, to=s.clinician.pk, by=s.ruth),
    ),
    "attention.services.finish_about": Verb(
        "attention.finished",
        lambda s: s.item and call.about_client(s),
        repeated=call.none_about,
    ),
    "clinic.services.importing.take_file": Verb(
        "clinic.import_taken", call.file, refused=lambda s: call.file(s, b"\x00\x01")
    ),
    "clinic.services.importing.dry_run": Verb(
        "clinic.import_read",
        lambda s: importing.dry_run(batch=s.batch, by=s.boss),
        refused=lambda s: importing.dry_run(batch=uuid4(), by=s.boss),
    ),
    "clinic.services.importing.preview": Verb(
        "clinic.import_read",
        lambda s: importing.preview(batch=s.batch, by=s.boss),
        refused=lambda s: importing.preview(batch=s.batch, by=s.ruth),
    ),
    "clinic.services.importing.begin": Verb(
        "clinic.import_begun",
        lambda s: importing.begin(batch=s.read, by=s.boss),
        refused=lambda s: importing.begin(batch=uuid4(), by=s.boss),
        repeated=lambda s: importing.begin(batch=s.read, by=s.boss),
    ),
    "clinic.services.importing.run": Verb(
        "clinic.imported",
        call.bring_in,
        refused=lambda s: importing.run(batch=s.batch, by=s.ruth),
        repeated=lambda s: importing.run(batch=s.batch, by=s.boss),
    ),
    "clinic.services.importing.undo": Verb(
        "clinic.import_undone",
        call.undo,
        refused=lambda s: importing.undo(batch=uuid4(), by=s.boss),
        repeated=lambda s: importing.undo(batch=s.batch, by=s.boss),
    ),
    "clinic.services.importing.drop": Verb(
        "clinic.import_dropped",
        lambda s: importing.drop(batch=s.batch, by=s.boss),
        refused=lambda s: importing.drop(batch=uuid4(), by=s.boss),
    ),
    "clinic.services.importing.set_aside": Verb(
        "clinic.import_refusals_read",
        lambda s: importing.set_aside(batch=s.read, by=s.boss),
        refused=lambda s: importing.set_aside(batch=uuid4(), by=s.boss),
    ),
    "clinic.services.people.add_person": Verb(
        "clinic.person_added",
        lambda s: call.person(s, s.boss),
        refused=lambda s: call.person(s, call.nobody(s)),
    ),
    "clinic.services.policies.adopt_policies": Verb(
        "clinic.policies_adopted",
        lambda s: policies.adopt_policies(names=["cbt"], by=s.boss),
        refused=lambda s: policies.adopt_policies(names=["cbt"], by=s.ruth),
        repeated=lambda s: policies.adopt_policies(names=["cbt"], by=s.boss),
    ),
    "clinic.services.people.rename_person": Verb(
        "clinic.person_renamed",
        lambda s: call.rename(s, s.ruth),
        refused=lambda s: call.rename(s, call.nobody(s)),
    ),
    "clinic.services.practice.name_practice": Verb(
        "clinic.practice_named",
        lambda s: call.naming(s, s.boss),
        refused=lambda s: call.naming(s, s.ruth),
        repeated=lambda s: call.naming(s, s.boss),
    ),
    "clinic.services.practice.finish_set_up": Verb(
        "clinic.practice_set_up",
        lambda s: home.finish_set_up(by=s.boss),
        refused=lambda s: home.finish_set_up(by=s.ruth),
        repeated=lambda s: home.finish_set_up(by=s.boss),
    ),
    "clinic.services.practice.add_clinician": Verb(
        "clinic.clinician_added",
        lambda s: home.add_clinician(details=call.details(s), by=s.boss),
        refused=lambda s: home.add_clinician(details=call.details(s), by=s.ruth),
    ),
    "clinic.services.practice.change_clinician": Verb(
        "clinic.clinician_changed",
        lambda s: call.change(s, s.boss),
        refused=lambda s: call.change(s, call.nobody(s)),
        repeated=lambda s: call.change(s, s.boss),
    ),
    "clinic.services.practice.state_own_rules": Verb(
        "clinic.own_rules_stated",
        lambda s: call.rules(s, s.ruth),
        refused=lambda s: call.rules(s, s.boss),
        repeated=lambda s: call.rules(s, s.ruth),
    ),
    "clinic.services.reaching.add_contact_point": Verb(
        "clinic.address_added",
        lambda s: call.address(s, s.ruth),
        refused=lambda s: call.address(s, call.nobody(s)),
        repeated=lambda s: call.address(s, s.ruth),
    ),
    "clinic.services.reaching.retire_contact_point": Verb(
        "clinic.address_retired",
        lambda s: reaching.retire_contact_point(**call.point(s, s.ruth)),
        refused=lambda s: reaching.retire_contact_point(
            **call.point(s, call.nobody(s))
        ),
        repeated=lambda s: reaching.retire_contact_point(**call.point(s, s.ruth)),
    ),
    "clinic.services.reaching.tell_where_they_live": Verb(
        "clinic.place_told",
        lambda s: call.lives(s, s.ruth),
        refused=lambda s: call.lives(s, call.nobody(s)),
    ),
    "clinic.services.together.set_format": Verb(
        "clinic.format_told",
        lambda s: call.came_as(s, s.ruth),
        refused=lambda s: call.came_as(s, call.nobody(s)),
        repeated=lambda s: call.came_as(s, s.ruth),
    ),
    "clinic.services.together.join": Verb(
        "clinic.joined",
        lambda s: call.joined(s, s.ruth),
        refused=lambda s: call.joined(s, call.nobody(s)),
        repeated=lambda s: call.joined(s, s.ruth),
    ),
    "clinic.services.together.leave": Verb(
        "clinic.parted",
        lambda s: call.parted(s, s.ruth),
        refused=lambda s: call.parted(s, call.nobody(s)),
        repeated=lambda s: together.leave(client=s.client.id, by=s.ruth),
    ),
    "clinic.services.reports.report": Verb(
        "clinic.fact_reported",
        call.report,
        refused=lambda s: call.report(s, value="perhaps"),
    ),
    "clinic.services.reports.report_away": Verb(
        "clinic.absence_reported",
        call.away,
        refused=lambda s: call.away(s, covered_by=s.clinician.id),
    ),
    "clinic.services.reports.report_left": Verb(
        "clinic.leaving_reported",
        lambda s: reports.report_left(clinician=s.clinician.pk, on=s.today, by=s.ruth),
        refused=lambda s: reports.report_left(clinician=uuid4(), on=None, by=s.ruth),
    ),
    "clinic.services.reports.report_return": Verb(
        "clinic.return_reported",
        lambda s: call.back(s, s.client.id),
        refused=lambda s: call.back(s, uuid4()),
    ),
    "consent.services.changing.narrow": Verb(
        "consent.narrowed",
        lambda s: call.narrow(s, ends_on=s.today),
        refused=lambda s: call.narrow(s, count=9),
    ),
    "consent.services.changing.pause": Verb(
        "consent.paused",
        lambda s: consent.pause(**call.about(s)),
        refused=lambda s: consent.pause(**call.about(s, call.stranger(s))),
        repeated=lambda s: consent.pause(**call.about(s)),
    ),
    "consent.services.changing.resume": Verb(
        "consent.resumed",
        lambda s: consent.pause(**call.about(s)) and consent.resume(**call.about(s)),
        refused=lambda s: consent.resume(**call.about(s, s.ruth)),
        repeated=lambda s: consent.resume(**call.about(s)),
    ),
    "consent.services.changing.change_address": Verb(
        "consent.address_changed", call.move, refused=lambda s: call.move(s, s.ruth)
    ),
    "consent.services.changing.reopen_contact": Verb(
        "consent.contact_reopened",
        lambda s: consent.reopen_contact(**call.client(s)),
        refused=lambda s: consent.reopen_contact(**call.client(s, s.ruth)),
    ),
    "consent.services.changing.lapse": Verb(
        "consent.lapsed",
        lambda s: consent.lapse(**call.about(s, s.ruth), why="window"),
        refused=lambda s: consent.lapse(**call.about(s), why="window"),
        repeated=lambda s: consent.lapse(**call.about(s, s.ruth), why="window"),
    ),
    "consent.services.proposing.propose": Verb(
        "consent.proposed",
        lambda s: call.propose(s, s.ruth),
        refused=lambda s: call.propose(s, s.boss),
    ),
    "consent.services.proposing.confirm_directive": Verb(
        "consent.confirmed",
        lambda s: call.confirm(s, call.tablet(s)),
        refused=lambda s: call.confirm(s, s.ruth),
    ),
    "consent.services.proposing.decline": Verb(
        "consent.declined",
        lambda s: consent.decline(
            directive=s.proposal, client=s.current.id, by=call.tablet(s), at=s.now
        ),
        refused=lambda s: consent.decline(**call.about(s)),
        repeated=lambda s: consent.decline(
            directive=s.proposal, client=s.current.id, by=call.tablet(s), at=s.now
        ),
    ),
    "consent.services.reaching.set_safe_contact": Verb(
        "consent.safe_contact_set",
        call.reach,
        refused=lambda s: call.reach(s, sender_label=""),
    ),
    "consent.services.withdrawing.withdraw": Verb(
        "consent.withdrawn",
        call.stop,
        refused=lambda s: call.stop(s, call.stranger(s)),
        repeated=call.stop,
    ),
    "consent.services.withdrawing.say_no_contact": Verb(
        "consent.withdrawn",
        lambda s: consent.say_no_contact(**call.client(s)),
        refused=lambda s: consent.say_no_contact(**call.client(s, call.stranger(s))),
        repeated=lambda s: consent.say_no_contact(**call.client(s)),
    ),
    "consent.services.withdrawing.say_no_replies": Verb(
        "consent.withdrawn",
        lambda s: consent.say_no_replies(**call.client(s)),
        refused=lambda s: consent.say_no_replies(**call.client(s, call.stranger(s))),
        repeated=lambda s: consent.say_no_replies(**call.client(s)),
    ),
    "contact.services.ask": Verb(
        "contact.asked",
        lambda s: gate.ask(request=s.story.request(), by=s.ruth, at=s.now),
        says="permit",
    ),
    "contact.services.carry_out": Verb(
        "contact.handed_over",
        call.carry_out,
        refused=lambda s: call.carry_out(s, channel="phone"),
        refused_as="contact.turned_away",
        says="accepted",
    ),
    "contact.services.going_ahead.open_go_ahead": Verb(
        "contact.go_ahead_opened",
        lambda s: call.opened(s, s.ruth),
        refused=lambda s: call.opened(s, call.nobody(s)),
        repeated=lambda s: call.opened(s, s.ruth),
    ),
    "contact.services.looking_again.look_again": Verb(
        "contact.go_ahead_shown",
        lambda s: looking_again.look_again(go_ahead=s.go_ahead, by=s.ruth, at=s.now),
        refused=lambda s: looking_again.look_again(
            go_ahead=s.go_ahead, by=call.nobody(s), at=s.now
        ),
    ),
    "contact.services.looking_again.record_go_ahead": Verb(
        "contact.go_ahead_recorded",
        lambda s: call.came(s, "done"),
        refused=lambda s: call.came(s, "perhaps"),
        repeated=lambda s: call.came(s, "done"),
    ),
    "contact.services.consulting.ask_colleague": Verb(
        "contact.consultation_asked",
        lambda s: s.dana and call.put(s, s.ruth),
        refused=lambda s: call.put(s, call.nobody(s)),
        repeated=lambda s: call.put(s, s.ruth),
    ),
    "contact.services.consulting.settle": Verb(
        "contact.settled",
        lambda s: call.answered(s, consulting.settle, s.dana),
        refused=lambda s: call.answered(s, consulting.settle, s.ruth),
        repeated=lambda s: call.answered(s, consulting.settle, s.dana),
    ),
    "contact.services.consulting.decline": Verb(
        "contact.settlement_declined",
        lambda s: call.answered(s, consulting.decline, s.dana),
        refused=lambda s: call.answered(s, consulting.decline, s.ruth),
        repeated=lambda s: call.answered(s, consulting.decline, s.dana),
    ),
    "contact.services.consulting.ask_for_more": Verb(
        "contact.more_asked",
        lambda s: call.answered(s, consulting.ask_for_more, s.kim),
        refused=lambda s: call.answered(s, consulting.ask_for_more, s.kim, reasons=""),
        repeated=lambda s: call.answered(s, consulting.ask_for_more, s.kim),
    ),
    "contact.services.consulting.record_advice": Verb(
        "contact.advice_recorded",
        lambda s: call.from_outside(s, "Kim Outsider"),
        refused=lambda s: call.from_outside(s, ""),
        repeated=lambda s: call.from_outside(s, "Kim Outsider"),
    ),
    "contact.services.consulting.meet_conditions": Verb(
        "contact.conditions_met",
        lambda s: call.conditions(s, s.conditional),
        refused=lambda s: call.conditions(s, uuid4()),
        repeated=lambda s: call.conditions(s, s.conditional),
    ),
    "contact.services.standing.propose": Verb(
        "contact.standing_proposed",
        lambda s: call.standing_proposal(s, s.dana),
        refused=lambda s: call.standing_proposal(s, s.dana, rules=frozenset()),
    ),
    "contact.services.standing.confirm": Verb(
        "contact.standing_confirmed",
        lambda s: call.standing_confirmed(s, s.kim),
        refused=lambda s: call.standing_confirmed(s, call.nobody(s)),
        repeated=lambda s: call.standing_confirmed(s, s.kim),
    ),
    "contact.services.standing.end": Verb(
        "contact.standing_ended",
        lambda s: call.standing_ended(s, s.stands),
        refused=lambda s: call.standing_ended(s, uuid4()),
        repeated=lambda s: call.standing_ended(s, s.stands),
    ),
    "ending.services.adapting.adapt_template": Verb(
        "ending.template_adapted",
        lambda s: call.adapted(s, s.boss),
        refused=lambda s: call.adapted(s, s.ruth),
        repeated=lambda s: call.adapted(s, s.boss),
    ),
    "ending.services.agreeing.agree": Verb(
        "ending.contact_decided",
        lambda s: agreeing.agree(ending=s.ending, decision="none", by=s.ruth),
        refused=lambda s: agreeing.agree(ending=s.ending, decision="x", by=s.ruth),
    ),
    "ending.services.closing.close": Verb(
        "ending.closed",
        lambda s: closing.close(ending=s.ready, by=s.ruth),
        refused=lambda s: closing.close(ending=s.ending, by=s.ruth),
    ),
    "ending.services.closing.reopen": Verb(
        "ending.reopened",
        lambda s: (
            closing.close(ending=s.ready, by=s.ruth),
            closing.reopen(ending=s.ready, by=s.ruth),
        ),
        refused=lambda s: closing.reopen(ending=s.ending, by=s.ruth),
    ),
    "ending.services.handing.hand_over": Verb(
        "ending.tablet_given",
        lambda s: call.tablet_out(s, s.ruth),
        refused=lambda s: call.tablet_out(s, s.boss),
    ),
    "ending.services.handing.hand_over_questions": Verb(
        "ending.tablet_given",
        lambda s: handing.hand_over_questions(ending=s.ending, by=s.ruth),
        refused=lambda s: handing.hand_over_questions(ending=uuid4(), by=s.ruth),
    ),
    "ending.services.handing.make_card": Verb(
        "consent.card_made",
        lambda s: handing.make_card(client=s.client.id, by=s.ruth),
        refused=lambda s: handing.make_card(client=s.client.id, by=call.nobody(s)),
    ),
    "ending.services.handing.ask_second_person": Verb(
        "ending.paper_shown",
        lambda s: call.paper(s, s.ruth),
        refused=lambda s: call.paper(s, s.boss),
    ),
    "ending.services.handing.hand_over_plan": Verb(
        "ending.tablet_given",
        lambda s: handing.hand_over_plan(ending=s.ending, by=s.ruth),
        refused=lambda s: handing.hand_over_plan(ending=s.ending, by=s.boss),
    ),
    "ending.services.writing.open_ending": Verb(
        "ending.opened",
        lambda s: writing.open_ending(client=s.current.id, by=s.ruth),
        refused=lambda s: writing.open_ending(client=s.current.id, by=s.boss),
        repeated=lambda s: writing.open_ending(client=s.current.id, by=s.ruth),
    ),
    "ending.services.writing.write_facts": Verb(
        "ending.facts_written",
        call.written,
        refused=lambda s: call.written(s, kind="no kind"),
    ),
    "ending.services.writing.write_words": Verb(
        "ending.words_written",
        lambda s: call.words(s, "coping"),
        refused=lambda s: call.words(s, "poem"),
    ),
    "ending.services.writing.write_part": Verb(
        "ending.part_written",
        lambda s: call.part(s, pretext="no"),
        refused=lambda s: call.part(s, pretext="perhaps"),
    ),
    "ending.services.writing.settle_measure": Verb(
        "ending.measure_settled",
        lambda s: writing.settle_measure(ending=s.ending, how="done", by=s.ruth),
        refused=lambda s: writing.settle_measure(ending=s.ending, how="x", by=s.ruth),
    ),
    "ending.services.writing.decide_contact": Verb(
        "ending.contact_decided",
        lambda s: call.decide(s, "none"),
        refused=lambda s: call.decide(s, "light_check_in"),
    ),
    "followup.services.confirm_facts": Verb(
        "followup.facts_confirmed",
        lambda s: call.confirm_facts(s, "no"),
        refused=lambda s: call.confirm_facts(s, "perhaps"),
    ),
    "screening.services.checking.check_conflict": Verb(
        "screening.conflict_checked",
        call.check,
        refused=lambda s: call.check(s, name=""),
    ),
    "screening.services.checking.read_check": Verb(
        "screening.conflict_read",
        lambda s: screening.read_check(check=s.found, by=s.boss),
        refused=lambda s: screening.read_check(check=s.found, by=s.ruth),
    ),
    "screening.services.checking.settle_check": Verb(
        "screening.conflict_settled",
        lambda s: screening.settle_check(check=s.found, by=s.boss, at=s.now),
        refused=lambda s: screening.settle_check(check=s.found, by=s.ruth, at=s.now),
        repeated=lambda s: screening.settle_check(check=s.found, by=s.boss, at=s.now),
    ),
    "screening.services.declaring.declare": Verb(
        "screening.declared",
        lambda s: call.declare(s, s.ruth),
        refused=lambda s: call.declare(s, s.boss),
    ),
    "screening.services.planning.save_plan": Verb(
        "screening.planned",
        lambda s: call.plan(s, s.ruth),
        refused=lambda s: call.plan(s, s.boss),
    ),
    "screening.services.planning.revisit": Verb(
        "screening.revisited",
        lambda s: call.look_again(s, s.ruth),
        refused=lambda s: call.look_again(s, s.boss),
    ),
    "vault.services.open": Verb("vault.opened", call.open_name),
    **{
        name: Verb(event, done, refused=refused, repeated=repeated, says=says)
        for name, (event, done, refused, repeated, says) in measures.CALLS.items()
    },
}
