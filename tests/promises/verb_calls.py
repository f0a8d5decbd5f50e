"""Calls of verbs, each with what it needs. Which outcome is right is not said here."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from uuid import UUID, uuid4

from afterword.accounts import services as accounts
from afterword.attention import services as attention
from afterword.audit.actors import Actor, ActorKind, Role, the_client
from afterword.clinic.caseload.rows import Person
from afterword.clinic.services import (
    addresses,
    importing,
    people,
    reaching,
    reports,
    together,
)
from afterword.clinic.services import practice as home
from afterword.clinic.services.likeness import Wanted
from afterword.consent import queries
from afterword.consent import services as consent
from afterword.contact import services as gate
from afterword.contact.services import consulting, looking_again, standing
from afterword.contact.services.consulting import Advice, Consultant
from afterword.ending.services import adapting, handing, letters, writing
from afterword.followup import services as followup
from afterword.screening import services as screening
from afterword.tenancy import practice
from afterword.vault import services as vault
from tests import ending_letters, factories, go_aheads
from tests.promises.verb_settings import Setting


def report(s: Setting, **kept: object) -> object:
    values = {"name": "vulnerable", "value": "yes", "as_of": s.today, "at": s.now}
    return reports.report(**(values | {"client": s.client.id, "by": s.ruth} | kept))


def away(s: Setting, **kept: object) -> object:
    values = {"away_from": s.today, "away_until": s.today, "covered_by": None}
    who = {"clinician": s.clinician.id, "by": s.ruth}
    return reports.report_away(**(values | who | kept))


def about(s: Setting, by: Actor | None = None) -> dict[str, object]:
    """Name the former client's agreement, and the client as the one who acts."""
    by = by or s.as_client
    return {"directive": s.directive, "client": s.client.id, "at": s.now, "by": by}


def client(s: Setting, by: Actor | None = None) -> dict[str, object]:
    return {"client": s.client.id, "at": s.now, "by": by or s.as_client}


def confirm(s: Setting, by: Actor) -> object:
    return consent.confirm_directive(
        directive=s.proposal, client=s.current.id, by=by, at=s.now, door="tablet"
    )


def item(s: Setting) -> object:
    return attention.raise_item(kind="k", key="k:1", by=s.ruth, at=s.now)


def about_client(s: Setting) -> object:
    return attention.finish_about(
        kind="unknown", about=s.client.id, by=s.ruth, at=s.now
    )


def none_about(s: Setting) -> object:
    return attention.finish_about(kind="unknown", about=uuid4(), by=s.ruth, at=s.now)


def file(s: Setting, data: bytes = b"id,name\r\n1,Jo Example\r\n") -> object:
    return importing.take_file(data=data, date_order="ymd", by=s.boss)


def bring_in(s: Setting) -> object:
    return importing.run(batch=s.read, by=s.boss)


def undo(s: Setting) -> object:
    importing.run(batch=s.read, by=s.boss)
    return importing.undo(batch=s.read, by=s.boss)


def drafted(s: Setting, by: Actor) -> object:
    return letters.draft_letter(
        client=s.current.id, name="planned_end_client", recipient="client", by=by
    )


def edited(s: Setting, by: Actor) -> object:
    return letters.edit_letter(letter=s.letter, blocks=ending_letters.BLOCKS, by=by)


def nobody(s: Setting) -> Actor:
    """Give somebody here whose role covers nothing of this."""
    return Actor(ActorKind.STAFF, s.home.id, uuid4(), frozenset({Role.EXECUTOR}))


def stranger(s: Setting) -> Actor:
    return s.acts or the_client(s.home.id, uuid4(), door="portal")


def tablet(s: Setting) -> Actor:
    return s.acts or the_client(s.home.id, s.current.id, door="tablet")


def naming(s: Setting, by: Actor) -> object:
    naming = home.Naming(
        name="Alder House",
        neutral_name="Alder",
        country="US-CA",
        time_zone="America/Los_Angeles",
        is_solo=True,
        phone="",
        reads_replies=False,
        coming_back="",
    )
    return home.name_practice(naming=naming, by=by)


def details(s: Setting) -> home.Details:
    return home.Details(
        name="Kim Example",
        client_facing_name="Kim",
        user_id=s.ruth.id,
        professions=["psychologist"],
        memberships=[],
        licences=[],
        other_places=["US-CA"],
        sets_complete=False,
        hipaa_covered="yes",
        part2_program="no",
        employer_policy="",
        reads_answers="on Tuesdays",
        reads_within_days=7,
    )


def change(s: Setting, by: Actor) -> object:
    return home.change_clinician(clinician=s.clinician.pk, details=details(s), by=by)


def rules(s: Setting, by: Actor) -> object:
    return home.state_own_rules(
        clinician=s.clinician.pk, place="US-CA", on=s.today, by=by
    )


def narrow(s: Setting, **terms: object) -> object:
    with practice(s.home.id):
        held = queries.standing_of(s.client.id).directives[s.directive].terms
    return consent.narrow(**about(s), terms=replace(held, **terms))


def move(s: Setting, by: Actor | None = None) -> object:
    new = factories.an_email(s.client)
    return consent.change_address(**about(s, by), contact_point=new.pk)


def reach(s: Setting, **kept: object) -> object:
    values = {
        "sender_label": "Alder House",
        "name_to_use": "Jo",
        "hours_from": time(9),
        "hours_until": time(20),
        "time_zone": "America/Los_Angeles",
        "address_shared": False,
        "told_not_private": True,
        "told_who_reads": "Ruth reads answers on Tuesdays.",
    }
    reach = consent.Reach(**(values | kept))
    return consent.set_safe_contact(**client(s), reach=reach)


def propose(s: Setting, by: Actor) -> object:
    return consent.propose(client=s.current.id, terms=s.terms, by=by, at=s.now)


def stop(s: Setting, by: Actor | None = None) -> object:
    return consent.withdraw(**client(s, by), scope=consent.Scope.everything())


def carry_out(s: Setting, **kept: object) -> object:
    request = replace(s.story.request(), **kept)
    return gate.carry_out(request=request, by=s.story.machine, at=s.now)


def opened(s: Setting, by: Actor) -> object:
    return go_aheads.opened(s.story, s.phone, by=by)


def came(s: Setting, came: str) -> object:
    return looking_again.record_go_ahead(
        go_ahead=s.go_ahead, came=came, by=s.ruth, at=s.now
    )


def advice(s: Setting, **kept: object) -> Advice:
    values = {"reasons": "Both know.", "until": s.today + timedelta(days=30)}
    return Advice(**(values | kept))


def put(s: Setting, by: Actor) -> object:
    return consulting.ask_colleague(ruling=s.unsettled, by=by, at=s.now)


def answered(s: Setting, verb: object, by: Actor, **kept: object) -> object:
    return verb(ruling=s.asked, advice=advice(s, **kept), by=by, at=s.now)


def conditions(s: Setting, ruling: UUID) -> object:
    return consulting.meet_conditions(ruling=ruling, by=s.ruth, at=s.now)


def from_outside(s: Setting, name: str) -> object:
    return consulting.record_advice(
        ruling=s.unsettled,
        verdict="yes",
        advice=advice(s),
        consultant=Consultant(name, "psychologist", "by phone"),
        by=s.ruth,
        at=s.now,
    )


def standing_proposal(s: Setting, by: Actor, **kept: object) -> UUID:
    values = {
        "purpose": "outcome_measure",
        "population": "Everybody who left in January",
        "rules": frozenset({"baseline.psychodynamic"}),
        "reasons": "They were prepared for it.",
        "starts_on": s.today,
        "ends_on": s.today + timedelta(days=30),
    }
    proposal = standing.Proposal(**(values | kept))
    return standing.propose(proposal=proposal, by=by, at=s.now)


def standing_confirmed(s: Setting, by: Actor) -> object:
    return standing.confirm(standing=s.stands, by=by, at=s.now)


def standing_ended(s: Setting, made: UUID) -> object:
    return standing.end(standing=made, by=s.dana, at=s.now)


def decide(s: Setting, decision: str) -> object:
    return writing.decide_contact(ending=s.ending, decision=decision, by=s.ruth)


def written(s: Setting, **kept: object) -> object:
    facts = replace(s.facts, **kept)
    return writing.write_facts(ending=s.ending, facts=facts, by=s.ruth)


def words(s: Setting, part: str) -> object:
    return writing.write_words(ending=s.ending, words={part: "words"}, by=s.ruth)


def part(s: Setting, **plain: str) -> object:
    return writing.write_part(ending=s.ending, key="notice", plain=plain, by=s.ruth)


def adapted(s: Setting, by: Actor, approach: str = "cbt") -> object:
    return adapting.adapt_template(
        approach=approach, change={"follow_up": "off"}, by=by
    )


def tablet_out(s: Setting, by: Actor) -> object:
    assert s.proposal
    return handing.hand_over(ending=s.ending, by=by)


def paper(s: Setting, by: Actor) -> object:
    assert s.proposal
    return handing.ask_second_person(ending=s.ending, second=None, by=by)


def confirm_facts(s: Setting, value: str) -> object:
    return followup.confirm_facts(
        client=s.client.id,
        answers={"vulnerable": value},
        as_of=s.today,
        by=s.ruth,
        at=s.now,
    )


def address(s: Setting, by: Actor) -> object:
    return reaching.add_contact_point(
        client=s.client.id, channel="email", address="new@mail.example", by=by
    )


def known(s: Setting, by: Actor) -> object:
    return addresses.confirm_address(
        contact_point=s.story.point.pk,
        client=s.client.id,
        shared=False,
        by=by,
        at=s.now,
    )


def point(s: Setting, by: Actor) -> dict[str, object]:
    return {"contact_point": s.story.point.pk, "client": s.client.id, "by": by}


def lives(s: Setting, by: Actor) -> object:
    return reaching.tell_where_they_live(
        client=s.client.id, place="US-NY", on=s.today, by=by
    )


def came_as(s: Setting, by: Actor) -> object:
    return together.set_format(client=s.client.id, format="couple", by=by)


def joined(s: Setting, by: Actor) -> object:
    if by.has(Role.CLINICIAN):
        came_as(s, by)
    return together.join(client=s.client.id, other=s.current.id, by=by)


def parted(s: Setting, by: Actor) -> object:
    if by.has(Role.CLINICIAN):
        joined(s, by)
    return together.leave(client=s.client.id, by=by)


def back(s: Setting, client: UUID) -> object:
    return reports.report_return(
        client=client, clinician=s.clinician.pk, started_on=s.today, by=s.ruth
    )


def invite(s: Setting, by: Actor) -> object:
    return accounts.invite(
        email="kim@alder-house.example", name="Kim", roles=[Role.CLINICIAN], by=by
    )


def roles(s: Setting, by: Actor) -> object:
    return accounts.change_roles(membership=s.colleague, roles=[Role.SUPERVISOR], by=by)


def person(s: Setting, by: Actor) -> object:
    person = Person(external_id="", name="Kim Example")
    return people.add_person(person=person, clinician=None, by=by)


def rename(s: Setting, by: Actor) -> object:
    return people.rename_person(
        client=s.client.id, name="Jo Lake", preferred_name="Jo", by=by
    )


def check(s: Setting, name: str = "Jo Example") -> object:
    return screening.check_conflict(
        about="hire", wanted=Wanted(name=name), by=s.ruth, at=s.now
    )


def declare(s: Setting, by: Actor) -> UUID:
    return screening.declare(
        client=s.client.id, clinician=s.clinician.pk, said=s.said, by=by, at=s.now
    )


def plan(s: Setting, by: Actor) -> object:
    plan = screening.Plan(review_on=s.today + timedelta(days=30))
    return screening.save_plan(relationship=s.relationship, plan=plan, by=by, at=s.now)


def look_again(s: Setting, by: Actor) -> object:
    return screening.revisit(
        relationship=s.relationship,
        found="unchanged",
        review_on=s.today + timedelta(days=30),
        by=by,
        at=s.now,
    )


def open_name(s: Setting) -> object:
    return vault.open(by=s.ruth, purpose="test", rows=[s.client], fields=["name"])
