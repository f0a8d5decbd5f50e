"""What the clinic knows about a client, for the gate. It guesses nothing.

A fact that nobody supplied is left out. Only what nobody but the practice could
have been told (a complaint, a death, an order) is *known none* when no line says so.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from afterword.clinic.ages import guardian_ends_on
from afterword.clinic.models import Client, Clinician, Episode, OwnRules, ReportedFact
from afterword.clinic.services import together
from afterword.clinic.services.reports import ABOUT_CLIENTS, RECORD
from afterword.rules.facts import Facts, Known, Members

_YES_NO = {"yes": True, "no": False}
_TRUTHS = frozenset(
    {"client_mature_minor", "guardian", "needs_treatment", "legal_hold"}
)
_APPROACHES = frozenset(
    {
        "psychodynamic",
        "cbt",
        "humanistic",
        "systemic",
        "ipt",
        "dbt",
        "emdr",
        "integrative",
        "other",
    }
)
_AS_WEIGHED = {"low_intensity": "cbt"}
"""Ways of working that endings tell apart and the rules do not."""
Found = dict[str, Known]


def facts_about(client: UUID, *, clinician: UUID | None, on: date) -> Facts:
    """Give what is known on a day about a client and about who would write to them.

    Inside an open practice only.
    """
    person = Client.objects.select_related("practice").get(pk=client)
    sender = (
        Clinician.objects.select_related("covered_by", "practice")
        .filter(pk__in=[clinician])
        .first()
    )
    found = _client(person, on) | _reported(person, on)
    found |= _service(person, clinician, on)
    found |= _with_others(person, on)
    adopted = Members(person.practice.house_policies)
    found["house_policies"] = Known(adopted, "practice", on)
    if sender is not None:
        found |= _therapist(sender, on) | _responder(sender, on)
        found |= _own_rules(sender, person)
    return Facts(found)


def guardian_has_ended(client: UUID, *, on: date) -> bool | None:
    """Say whether a guardian's word no longer counts; ``None`` when nobody knows."""
    person = Client.objects.get(pk=client)
    if person.majority_on is None:
        return None
    ends_on = guardian_ends_on(person.majority_on, person.places)
    return None if ends_on is None else on >= ends_on


def _client(person: Client, on: date) -> Found:
    found: Found = {}
    if person.places and person.places_told_on:
        found["client_places"] = Known(
            Members(person.places), "client", person.places_told_on
        )
    if person.majority_on:
        found["client_adult"] = Known(on >= person.majority_on, "computed", on)
    return found


def _reported(person: Client, on: date) -> Found:
    found: Found = {"alive": Known(person.alive, "record", on)}
    found["legal_hold"] = Known(value=False, source="record", as_of=on)
    for name, values in ABOUT_CLIENTS.items():
        if values == RECORD:
            found[name] = Known("none_reported", "record", on)
    lines = (
        ReportedFact.objects.filter(client=person)
        .order_by("name", "-reported_at", "-id")
        .distinct("name")
    )
    for line in lines:
        value = _YES_NO[line.value] if line.name in _TRUTHS else line.value
        # As long as the record stands, it is what is known today: only we would
        # have been told that it changed.
        found[line.name] = Known(value, "record", on)
    return found


def _service(person: Client, clinician: UUID | None, on: date) -> Found:
    episodes = list(Episode.objects.filter(client=person).order_by("started_on", "id"))
    running = [each for each in episodes if _runs(each, on)]
    if running:
        own = any(each.clinician_id == clinician for each in running)
        status = "current" if own else "current_with_colleague"
        return {"client_status": Known(status, "record", on), **_kind(running[-1], on)}
    if not episodes:
        return {"client_status": Known(person.status, "record", on)}
    last = max(episodes, key=lambda each: each.ended_on or date.min)
    found = {"client_status": Known("former", "record", on), **_kind(last, on)}
    if last.ended_on:
        found["ended_on"] = Known(last.ended_on, "record", on)
    if last.last_professional_contact_on:
        day = last.last_professional_contact_on
        found["last_professional_contact_on"] = Known(day, "record", on)
    return found


def _with_others(person: Client, on: date) -> Found:
    """Say whether somebody who came together with them is still in care here."""
    others = together.came_with(person.pk)
    if not others:
        return {}
    episodes = Episode.objects.filter(client_id__in=others)
    still = any(_runs(each, on) for each in episodes)
    return {"co_participant_in_care": Known(still, "computed", on)}


def _runs(episode: Episode, on: date) -> bool:
    return episode.ended_on is None or episode.ended_on > on


def _kind(episode: Episode, on: date) -> Found:
    found: Found = {
        "service_type": Known(episode.service_type, "record", on),
        "format": Known(episode.format, "record", on),
    }
    if episode.format == "individual":
        found["co_participant_in_care"] = Known(
            value=False, source="computed", as_of=on
        )
    approach = _AS_WEIGHED.get(episode.approach, episode.approach)
    if approach in _APPROACHES:
        found["approach"] = Known(approach, "record", on)
    return found


def _therapist(sender: Clinician, on: date) -> Found:
    here = sender.practising == "yes" and not _gone(sender, on)
    found: Found = {
        "practising": Known(here, "record", on),
        "under_investigation": Known(sender.under_investigation, "record", on),
        "clinician_leaving": Known(sender.left_on is not None, "record", on),
    }
    for name, members in (
        ("professions", sender.professions),
        ("registers", sender.registers),
        ("memberships", sender.memberships),
        ("therapist_places", sender.places),
    ):
        if members or sender.sets_complete:
            whole = Members(members, complete=sender.sets_complete)
            found[name] = Known(whole, "practice", on)
    for name in ("hipaa_covered", "part2_program"):
        if (said := _YES_NO.get(getattr(sender, name))) is not None:
            found[name] = Known(said, "practice", on)
    return found


def _responder(sender: Clinician, on: date) -> Found:
    """Say whether somebody is named who reads answers, and whether they are here."""
    cover = sender.covered_by
    here = is_here(sender, on) or (cover is not None and is_here(cover, on))
    found = _employer(sender, on)
    return found | {
        "responder_named": Known(bool(sender.reads_answers), "practice", on),
        "responder_present": Known(here, "computed", on),
    }


def _employer(sender: Clinician, on: date) -> Found:
    """Say what the employer's policy says; who works alone has no employer."""
    if sender.employer_policy:
        return {"employer_policy": Known(sender.employer_policy, "practice", on)}
    if sender.practice.is_solo:
        return {"employer_policy": Known("none", "computed", on)}
    return {}


def is_here(reader: Clinician, on: date) -> bool:
    """Say whether a clinician is at work on a day: practising, not away, not gone."""
    if reader.practising != "yes" or _gone(reader, on):
        return False
    starts, ends = reader.away_from, reader.away_until
    if starts is None and ends is None:
        return True
    return on < (starts or date.min) or on > (ends or date.max)


def _gone(reader: Clinician, on: date) -> bool:
    return reader.left_on is not None and reader.left_on <= on


def _own_rules(sender: Clinician, person: Client) -> Found:
    """Give the oldest of the newest statements, one for each place of the client's."""
    newest: dict[str, date] = {}
    for line in OwnRules.objects.filter(clinician=sender).order_by("stated_on"):
        newest[line.place] = line.stated_on
    days = [newest.get(each) for each in person.places]
    if not days or None in days:
        return {}
    oldest = min(day for day in days if day is not None)
    return {"checked_own_rules_on": Known(oldest, "clinician", oldest)}
