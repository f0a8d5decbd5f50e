"""What binds whom is found for everybody, and remembered for nobody else."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from afterword.rules import binding
from afterword.rules.conditions import YES
from afterword.rules.facts import Members
from afterword.rules.loading.packs import load_packs
from afterword.rules.rulebook import RuleBook

TODAY = date(2026, 11, 23)
PERSON = {
    "registers": Members([]),
    "memberships": Members(["apa"]),
    "professions": Members(["psychologist"]),
    "therapist_places": Members(["US-NY"]),
    "client_places": Members(["US-NY"]),
    "yardstick_accepted": True,
}
PLACES = (
    "US", "US-NY", "US-TX", "CA", "CA-ON", "GB", "GB-SCT", "DE", "EU", "EEA", "JP",
)  # fmt: skip


@cache
def book():
    return load_packs()


def packs(values):
    return [
        (a.pack.id, a.restricts, a.grants)
        for a in binding.bound(book(), values).authorities
    ]


def test_what_binds_one_person_is_not_remembered_for_another():
    """Each thing that decides who is bound makes another person."""
    others = {
        "registers": Members(["crpo"]),
        "memberships": Members([]),
        "professions": Members(["psychologist"], complete=False),
        "therapist_places": Members(["GB"]),
        "client_places": Members(["DE"]),
        "yardstick_accepted": False,
    }

    ontario = Members(["CA-ON"])
    there = PERSON | {"therapist_places": ontario, "professions": Members([])}
    no_member = PERSON | {"memberships": Members([])}
    bases = {"registers": there, "yardstick_accepted": no_member}
    for name, value in others.items():
        base = bases.get(name, PERSON)
        assert packs(base) != packs(base | {name: value}), name


def test_only_texts_of_the_day_are_asked():
    """One that is over says nothing today, and spoke in its time."""
    gone = next(pack for pack in book().packs if not pack.holds_on(TODAY))
    then = next(rule.in_force_until for rule in gone.rules)
    standing = binding.Standing((binding.Authority(gone, YES, YES),))
    for day, asked in ((TODAY, 0), (then, 1), (TODAY, 0)):
        assert len(standing.in_force(day)) == asked


@pytest.mark.parametrize("there", [*PLACES, None])
@pytest.mark.parametrize("here", PLACES)
def test_no_pack_that_may_bind_is_out_of_reach(here, there, monkeypatch):
    """Looking only at packs of near places finds what looking at all of them finds.

    Also where somebody named a country and a pack is of one of its states, a region,
    or only a part of all their places; and where a place is not known.
    """
    for complete in (True, False):
        values = PERSON | {"therapist_places": Members([here], complete=complete)}
        del values["client_places"]
        if there:
            values["client_places"] = Members([there])
        book().remembered["people"].clear()
        near = packs(values)
        with monkeypatch.context() as everywhere:
            everywhere.setattr(binding, "_within_reach", lambda book, _: book.packs)
            book().remembered["people"].clear()
            assert near == packs(values)
    assert ("baseline", 0, 0) in near


def test_a_pack_of_another_country_is_not_looked_at():
    """Most packs are of somewhere else; nobody asks them anything."""
    looked_at = binding._within_reach(book(), PERSON)
    assert len(looked_at) < len(book().packs) / 2
    assert not [pack for pack in looked_at if pack.places and pack.places <= {"GB"}]


def test_a_pack_that_is_a_yardstick_anywhere_is_within_reach_of_all():
    """Places under `binds` do not limit whom it is a yardstick for."""
    (plain,) = (p.plain for p in book().packs if p.id == "crpo_2024")
    measures = {**plain, "yardstick_for": {"professions": ["nurse"]}}
    (own,) = RuleBook.of(book().vocabulary, [plain]).packs
    (both,) = RuleBook.of(book().vocabulary, [measures]).packs
    assert own.places == {"CA-ON"}
    assert both.places == frozenset()
