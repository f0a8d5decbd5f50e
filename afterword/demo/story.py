"""What happened in the demonstration, told with the verbs of the product."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from uuid import UUID

from afterword import clock
from afterword.accounts.models import Membership, StaffUser
from afterword.audit.actors import Actor, the_client
from afterword.clinic.caseload.rows import Person as Row
from afterword.clinic.models import Client, Clinician, ContactPoint, Episode
from afterword.clinic.services import (
    addresses,
    measuring,
    people,
    reaching,
    reports,
)
from afterword.clinic.services import practice as settling
from afterword.consent import services as consent
from afterword.consent import wording
from afterword.consent.terms import Terms
from afterword.contact import services as gate
from afterword.contact.requests import ContactRequest
from afterword.contact.services import consulting
from afterword.demo import plans
from afterword.demo.people import ALDER, BIRCH, CLIENTS, STAFF, Person
from afterword.desk import asking
from afterword.ending.services import closing, writing
from afterword.followup import checkins
from afterword.followup.protocols import protocol
from afterword.screening import services as screening
from afterword.tenancy import practice
from afterword.tenancy.models import Practice

BORN = date(1988, 5, 17)


@dataclass
class Cast:
    """Everybody, by their key."""

    practices: dict[str, UUID] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    clinicians: dict[str, UUID] = field(default_factory=dict)
    clients: dict[str, UUID] = field(default_factory=dict)

    def ids(self) -> dict[str, UUID]:
        """Give the clients' ids, for the buttons that open their pages."""
        return dict(self.clients)


def found() -> Cast:
    """Found both practices with their people, and bring in their clients."""
    cast = Cast()
    _open_practice(
        cast, ALDER, "Alder House", "US-CA", "America/Los_Angeles", "+1 415 555 0100"
    )
    _open_practice(
        cast, BIRCH, "Birch Rooms", "GB", "Europe/London", "+44 20 7946 0100"
    )
    for persona in STAFF:
        user = StaffUser.objects.create(
            email=f"{persona.key}@staff.example", name=persona.name
        )
        user.set_unusable_password()
        user.save()
        member = Membership.objects.create(
            practice_id=cast.practices[persona.practice],
            user=user,
            roles=[str(role) for role in persona.roles],
            since=clock.now(),
        )
        cast.actors[persona.key] = member.actor()
    _clinician(cast, "ruth", "sam", "psychologist", "US-CA", "apa", "on Tuesdays")
    _clinician(cast, "tom", "tom", "counsellor", "GB-ENG", "bacp", "on Mondays")
    for person in CLIENTS:
        _bring(cast, person)
    return cast


def hold_ending(cast: Cast, key: str) -> None:
    """Hold an ending; the client agrees on the tablet to three check-ins."""
    person = _person(key)
    by = cast.actors[person.clinician]
    client = cast.clients[key]
    today = _today(cast, person)
    ending = _write_down(client, today, by)
    with practice(by.practice):
        point = ContactPoint.objects.get(client=client, channel="email")
        terms = _terms(cast, person, point, today)
    _tell(client, person, today, by)
    country = "GB" if person.practice == BIRCH else "US"
    plans.write_together(ending=ending, client=client, by=by, country=country)
    directive = writing.decide_contact(
        ending=ending, decision="light_check_in", terms=terms, by=by
    )
    closing.close(ending=ending, by=by)
    if directive is not None:
        _agree(cast, person, point, directive)


def _write_down(client: UUID, today: date, by: Actor) -> UUID:
    """Write down what an ending holds: its facts, words and questions."""
    ending = writing.open_ending(client=client, by=by)
    facts = writing.EndingFacts(
        kind="planned",
        ended_by="both",
        agreed="yes",
        ending_form="formal",
        ended_on=today,
        last_professional_contact_on=today,
        approach="cbt",
    )
    writing.write_facts(ending=ending, facts=facts, by=by)
    writing.write_words(
        ending=ending,
        words={
            "goals": "Sleep through the night\nSee friends again",
            "what_changed": "Evenings are calmer. I say no sooner.",
            "referrals": "Example Community Clinic, drop-in on Thursdays",
        },
        by=by,
    )
    writing.write_part(ending=ending, key="notice", plain={"pretext": "no"}, by=by)
    measuring.enter(
        client=client,
        instrument="phq4",
        moment="end",
        occasion=f"end:{ending}",
        answers=[1, 0, 1, 1],
        by=by,
        at=clock.now(),
    )
    writing.settle_measure(ending=ending, how="done", by=by)
    return ending


def _tell(client: UUID, person: Person, today: date, by: Actor) -> None:
    """Write down where the client lives, and what only the clinician can say."""
    place = "GB-ENG" if person.practice == BIRCH else "US-CA"
    reaching.tell_where_they_live(
        client=client, place=place, born=BORN, on=today, by=by
    )
    for name, value in (("capacity", "has"), ("risk_level", "none")):
        reports.report(
            client=client, name=name, value=value, as_of=today, by=by, at=clock.now()
        )


def answer(cast: Cast, key: str) -> None:
    """Let a client answer what is open."""
    client = cast.clients[key]
    me = the_client(cast.practices[_person(key).practice], client, door="portal")
    for open_one in checkins.open_now(by=me, at=clock.now()):
        started = checkins.start(occasion=open_one.occasion, by=me, at=clock.now())
        for item, value in enumerate([1, 1, 0, 1], start=1):
            checkins.save_answer(
                administration=started, item=item, value=value, by=me, at=clock.now()
            )
        checkins.send(administration=started, by=me, at=clock.now())


def go_on_at_home(cast: Cast, key: str) -> None:
    """Let a client add to their plan, and show their clinician a copy of two parts."""
    home = cast.practices[_person(key).practice]
    plans.go_on_at_home(client=cast.clients[key], home=home)


def stop(cast: Cast, key: str) -> None:
    """Let a client stop everything."""
    client = cast.clients[key]
    me = the_client(cast.practices[_person(key).practice], client, door="portal")
    scope = consent.Scope.everything()
    consent.withdraw(client=client, scope=scope, by=me, at=clock.now())


def ask_a_colleague(cast: Cast, key: str) -> None:
    """Let a client's invitation be weighed; a colleague is asked before anything."""
    person = _person(key)
    by, today = cast.actors[person.clinician], _today(cast, person)
    ruling = gate.ask(
        request=ContactRequest(
            client=cast.clients[key],
            purpose="event_attendance",
            occasion="",
            on=today,
            channel="in_person",
            sender=cast.clinicians[person.clinician],
            initiator="client",
        ),
        by=by,
        at=clock.now(),
    )
    consulting.ask_colleague(ruling=ruling.id, by=by, at=clock.now())


def meet_next_door(cast: Cast, key: str) -> None:
    """Let a former client turn out to be a neighbour; their clinician plans for it."""
    person = _person(key)
    by, now = cast.actors[person.clinician], clock.now()
    client = cast.clients[key]
    made = screening.declare(
        client=client,
        clinician=cast.clinicians[person.clinician],
        said=screening.Declaration(
            kind="community",
            stage="existing",
            person_is="client",
            started_by="chance",
            preexisting="no",
            small_community="yes",
            note="They moved in two doors down. We said hello over the hedge.",
        ),
        by=by,
        at=now,
    )
    with practice(by.practice):
        row = Client.objects.get(pk=client)
    asking.weigh_relationship(row, made, by=by, at=now)
    screening.save_plan(
        relationship=made,
        plan=screening.Plan(
            review_on=_today(cast, person) + timedelta(days=90),
            safeguards=["say_the_limits", "leave_therapy_to_others"],
            own_safeguards="At the street party I stay at another table.",
            consulted="supervisor",
            consulted_on=_today(cast, person),
            consultation="Dana: tell them once what stays as it is.",
        ),
        by=by,
        at=now,
    )


def _open_practice(  # noqa: PLR0913, PLR0917 - one line each, all of them strings
    cast: Cast, name: str, neutral: str, country: str, zone: str, phone: str
) -> None:
    made = Practice.objects.create(
        name=name,
        neutral_name=neutral,
        country=country,
        time_zone=zone,
        phone=phone,
        is_solo=name == BIRCH,
        coming_back=f"Ring {phone} or ask here. You will hear within 5 working days.",
        created_at=clock.now(),
        set_up_at=clock.now(),
    )
    cast.practices[name] = made.id


def _clinician(  # noqa: PLR0913, PLR0917 - one line each, all of them strings
    cast: Cast, key: str, by: str, profession: str, place: str, body: str, reads: str
) -> None:
    persona = next(each for each in STAFF if each.key == key)
    actor = cast.actors[key]
    made = settling.add_clinician(
        details=settling.Details(
            name=persona.name,
            client_facing_name=persona.name.split()[0],
            user_id=actor.id,
            professions=[profession],
            memberships=[body],
            licences=[],
            other_places=[place],
            sets_complete=True,
            hipaa_covered="yes" if place.startswith("US") else "no",
            part2_program="no",
            employer_policy="allows",
            reads_answers=reads,
            reads_within_days=7,
        ),
        by=cast.actors[by],
    )
    today = clock.today("UTC")
    settling.state_own_rules(clinician=made, place=place, on=today, by=actor)
    cast.clinicians[key] = made


def _bring(cast: Cast, person: Person) -> None:
    by = cast.actors[person.clinician]
    zone = "Europe/London" if person.practice == BIRCH else "America/Los_Angeles"
    cast.clients[person.key] = people.add_person(
        person=Row(
            external_id=person.external_id,
            name=person.name,
            preferred_name=person.preferred_name,
            date_of_birth=BORN,
            email=person.email,
            place="GB-ENG" if person.practice == BIRCH else "US-CA",
            time_zone=zone,
        ),
        clinician=cast.clinicians[person.clinician],
        by=by,
    )
    with practice(by.practice):
        Episode.objects.create(
            client_id=cast.clients[person.key],
            clinician=Clinician.objects.get(pk=cast.clinicians[person.clinician]),
            started_on=clock.today(zone),
        )


def _terms(cast: Cast, person: Person, point: ContactPoint, ended_on: date) -> Terms:
    preset = protocol("light_check_in")
    terms = Terms(
        protocol=preset.id,
        purposes=preset.purposes,
        grantee_kind="clinician",
        grantee=cast.clinicians[person.clinician],
        channel="email",
        contact_point=point.pk,
        steps=preset.steps,
        count=preset.count,
        starts_on=ended_on,
        ends_on=preset.steps[-1].window(ended_on)[1],
        language="en",
        wording_hash="-",
    )
    return wording.with_wording(terms, ended_on=ended_on)


def _agree(cast: Cast, person: Person, point: ContactPoint, directive: UUID) -> None:
    client = cast.clients[person.key]
    home = cast.practices[person.practice]
    me = the_client(home, client, door="tablet")
    addresses.confirm_address(
        contact_point=point.pk, client=client, shared=False, by=me, at=clock.now()
    )
    with practice(home):
        made = Practice.objects.get(pk=home)
    consent.set_safe_contact(
        client=client,
        reach=consent.Reach(
            sender_label=made.neutral_name,
            name_to_use=person.preferred_name,
            hours_from=time(9),
            hours_until=time(20),
            time_zone=made.time_zone,
            address_shared=False,
            told_not_private=True,
            told_who_reads=_who_reads(cast, person),
        ),
        by=me,
        at=clock.now(),
    )
    consent.confirm_directive(
        directive=directive, client=client, by=me, at=clock.now(), door="tablet"
    )


def _who_reads(cast: Cast, person: Person) -> str:
    with practice(cast.practices[person.practice]):
        clinician = Clinician.objects.get(pk=cast.clinicians[person.clinician])
    return f"{clinician.client_facing_name} reads it {clinician.reads_answers}."


def _person(key: str) -> Person:
    return next(each for each in CLIENTS if each.key == key)


def _today(cast: Cast, person: Person) -> date:
    with practice(cast.practices[person.practice]):
        made = Practice.objects.get(pk=cast.practices[person.practice])
    return clock.today(made.time_zone)
