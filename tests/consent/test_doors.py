"""Links, cards and visits: found by hash, ended on time, slow to guess."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from afterword import clock
from afterword.consent import attempts, codes, doors
from afterword.consent.models import Attempt, Door, Key
from afterword.tenancy import practice
from tests import factories

HERE = "203.0.113.7"
DAY = timedelta(days=1)


def a_link(world, **rest):
    with practice(world.home.id):
        return doors.make(
            client=world.client.id, opens="link", **({"lasts": DAY} | rest)
        )


def a_card(world):
    with practice(world.home.id):
        return doors.make_card(world.client.id)


def test_a_link_finds_its_practice_and_client(world):
    """A token alone leads to its practice, its client and what it is about."""
    token = a_link(world, occasion="step:1", directive_id=world.directive)

    found = doors.find(token)

    assert (found.practice, found.client) == (world.home.id, world.client.id)
    assert (found.opens, found.occasion) == ("link", "step:1")
    assert found.directive_id == world.directive


def test_the_database_holds_no_token(world):
    """Neither a token nor a code can be read from the tables."""
    token, code = a_link(world), a_card(world)

    with practice(world.home.id):
        stored = [bytes(k.token_hash) for k in Key.objects.all()]
    stored += [bytes(d.token_hash) for d in Door.objects.all()]

    for secret in (token.encode(), code.encode(), codes.normal(code).encode()):
        assert not any(secret in each for each in stored)
    assert len(token) == 32


@pytest.mark.parametrize(
    "token", ["", "x", "x" * 32, "x" * 100_000, "\x00\ud800", "../../etc"]
)
def test_an_unknown_token_opens_nothing(world, token):
    """What is no token is nothing, whatever it looks like."""
    assert doors.find(token) is None
    assert doors.find_for_stop(token) is None


def test_known_and_unknown_tokens_cost_the_same_look_ups(world):
    """Nobody can tell from the work done whether a token exists."""
    token = a_link(world)
    doors.find(token)
    counts = []
    for each in (token, "x" * 32):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            doors.find(each)
        counts.append([query["sql"].split()[0] for query in seen.captured_queries])

    assert counts[0] == counts[1]


def test_a_link_that_is_over_opens_nothing_and_still_stops(world, monkeypatch):
    """After its time a link shows nothing, but its stop works for ever."""
    token, ended = a_link(world), a_link(world)
    doors.end(ended)
    doors.end(ended)
    later = clock.now() + 2 * DAY
    assert doors.find(token).is_live
    monkeypatch.setattr(clock, "now", lambda: later)

    for each in (token, ended):
        assert doors.find(each) is None
        assert doors.find_for_stop(each).client == world.client.id


def test_a_card_opens_and_its_successor_replaces_it(world):
    """A new card ends the old one, which still stops."""
    old, new = a_card(world), a_card(world)

    assert doors.enter_code(old, bucket=HERE) is None
    assert doors.enter_code(new, bucket=HERE).client == world.client.id
    assert doors.stop_by_code(old, bucket=HERE).opened.client == world.client.id


def test_a_code_can_be_typed_in_many_ways(world):
    """Small letters, spaces, no hyphens and look-alikes are all read."""
    code = a_card(world)
    plain = code.replace("-", "")
    ways = [plain.lower(), " ".join(plain), plain.replace("0", "o"), f" {code}\n"]
    ways += [plain.replace("1", "l"), plain.replace("1", "I")]

    for way in ways:
        assert doors.enter_code(way, bucket=HERE).client == world.client.id


def test_a_link_is_no_card_and_a_card_no_link(world):
    """What one door opens, the other does not."""
    token, code = a_link(world), a_card(world)

    assert doors.enter_code(token, bucket=HERE) is None
    assert doors.find(code) is None
    assert doors.find(codes.normal(code)) is None


def test_guessing_is_slowed_and_the_stop_is_not(world):
    """After ten wrong codes even the right one waits; the stop works all the same."""
    code = a_card(world)
    for _ in range(attempts.MOST):
        assert doors.enter_code("0000-0000-00", bucket=HERE) is None

    assert doors.enter_code(code, bucket=HERE) is doors.TOO_MANY
    assert doors.enter_code(code, bucket="203.0.113.8").client == world.client.id
    found = doors.stop_by_code(code, bucket=HERE)
    assert found.opened.client == world.client.id
    assert found.may_tell


def test_after_many_wrong_stops_the_right_one_works_and_tells_nothing(world):
    """A stop is never locked out, and the stop page is no place to try codes out."""
    code = a_card(world)
    for _ in range(attempts.MOST_STOPS):
        assert doors.stop_by_code("0000-0000-00", bucket=HERE).may_tell

    right = doors.stop_by_code(code, bucket=HERE)
    wrong = doors.stop_by_code("0000-0000-00", bucket=HERE)

    assert right.opened.client == world.client.id
    assert not right.may_tell
    assert not wrong.may_tell


def test_the_wait_ends(world, monkeypatch):
    """When the window is over, counting begins anew."""
    code = a_card(world)
    for _ in range(attempts.MOST + 1):
        doors.enter_code("wrong", bucket=HERE)
    later = clock.now() + attempts.WINDOW + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)

    assert doors.enter_code(code, bucket=HERE).client == world.client.id


def test_no_address_is_kept(world):
    """A count is kept under a keyed hash; the homes of one IPv6 /64 are one place."""
    attempts.count("card", HERE)
    attempts.count("card", "2001:db8::1")
    again = attempts.count("card", "2001:db8::ffff")
    mapped = attempts.count("card", f"::ffff:{HERE}")

    assert (again, mapped) == (2, 2)
    assert not any(HERE.encode() in bytes(row.bucket) for row in Attempt.objects.all())


def test_a_code_for_a_form_opens_once(world):
    """A code that was sent to an address opens one empty form, once."""
    with practice(world.home.id):
        code = doors.make_form_code(
            world.client.id,
            occasion="step:1",
            contact_point_id=world.point.id,
            lasts=timedelta(minutes=10),
        )

    found = doors.enter_code(code, bucket=HERE, opens="form_code")

    assert found.occasion == "step:1"
    assert doors.use(found)
    assert not doors.use(found)
    assert doors.enter_code(code, bucket=HERE, opens="form_code") is None
    assert doors.enter_code(code, bucket=HERE) is None
    assert doors.stop_by_code(code, bucket=HERE).opened is None


def test_another_practice_sees_no_key(world):
    """A key is a row of its practice, like all others."""
    a_link(world)
    elsewhere = factories.a_practice()

    with practice(elsewhere.id):
        assert not Key.objects.exists()


def test_codes_have_fifty_bits_and_no_look_alikes():
    """Ten characters of thirty-two signs; no I, L, O or U."""
    made = {codes.make() for _ in range(500)}

    assert len(made) == 500
    assert len(codes.ALPHABET) ** codes.LENGTH == 2**50
    assert not set("ILOU") & set(codes.ALPHABET)
    assert all(len(code) == 12 and code[4] == code[9] == "-" for code in made)
    assert set("".join(made)) - {"-"} == set(codes.ALPHABET)


@given(st.text())
def test_whatever_is_typed_is_a_code_or_nothing(typed):
    """Reading a code never fails, and gives a code's form or nothing."""
    kept = codes.normal(typed)

    assert kept == "" or (len(kept) == 10 and set(kept) <= set(codes.ALPHABET))
