"""`afterword ask` and its neighbours, each run in a process of its own."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

AGREED = {
    "purpose": "wellbeing_check",
    "consent_state": "confirmed",
    "consent_given_on": "2026-04-20",
    "consent_confirmed_on": "2026-04-21",
    "consent_given_by": "client",
    "ended_on": "2026-05-01",
    "ending_kind": "planned",
    "channel": "portal",
    "address_confirmed_on": "2026-04-20",
    "professions": ["counselor"],
    "memberships": ["bacp"],
    "registers": [],
    "therapist_places": ["GB"],
    "client_places": ["UK"],
    "no_contact": False,
    "no_replies": False,
    "address_stopped": False,
    "risk_level": "none",
}
KEYS = {
    "outcome", "reason", "because_of", "authorities", "obligations", "warnings",
    "missing",
    "not_covered", "packs",
}  # fmt: skip


@pytest.fixture
def afterword(tmp_path):
    """Run the command in a process, with a data folder of its own."""

    def run(*words, given="", python=()):
        return subprocess.run(
            [sys.executable, *python, "-m", "afterword.cli", *words],
            input=given.encode() if isinstance(given, str) else given,
            capture_output=True,
            check=False,
            timeout=60,
            env={"AFTERWORD_HOME": str(tmp_path), "PATH": "", "PYTHONUTF8": "1"},
        )

    return run


def question(**facts):
    return json.dumps({"on": "2026-06-01", "facts": facts})


def asked(afterword, **facts):
    done = afterword("ask", "--json", given=question(**facts))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_answer_has_the_keys_that_integrators_rely_on(afterword):
    """Every key of the contract is there, and each part has its own."""
    told = asked(afterword, purpose="social", initiator="therapist")
    assert set(told) == KEYS
    assert told["outcome"] == "refuse"
    assert set(told["because_of"][0]) == {
        "rule",
        "pack",
        "title",
        "cite",
        "because",
        "grade",
        "url",
    }
    assert set(told["authorities"][0]) == {"pack", "says"}
    assert len(told["packs"]["baseline"]) == 64


def test_a_hold_names_what_is_missing_and_what_would_be_the_case(afterword):
    """One fact short, the answer waits, asks, and says what it would be otherwise."""
    told = asked(afterword, **{k: v for k, v in AGREED.items() if k != "no_contact"})
    assert told["outcome"] == "hold"
    assert set(told["missing"][0]) == {"fact", "question", "who"}
    assert len(told["missing"]) <= 5
    assert told["provisional"]["outcome"] == "permit"
    assert told["provisional"]["assuming"]["no_contact"] is False


def test_a_follow_up_is_not_released_while_ordinary_facts_are_assumed(afterword):
    """A provisional yes is no yes."""
    assert asked(afterword, **AGREED)["outcome"] == "hold"


def test_without_json_a_clinician_can_read_it(afterword):
    """Plain sentences, the answer first, and no exclamation mark."""
    done = afterword("ask", given=question(purpose="social", initiator="therapist"))
    lines = done.stdout.decode().splitlines()
    assert lines[0] == "No. It crosses a boundary."
    assert "serves the therapist" in lines[1]
    assert "!" not in done.stdout.decode()


def test_a_day_on_the_command_line_wins(afterword):
    """The same facts on another day give another answer."""
    facts = question(purpose="intimate", initiator="client")
    early = json.loads(
        afterword("ask", "--json", "--on", "2026-06-01", given=facts).stdout
    )
    assert early["outcome"] in ("hold", "refuse")
    assert afterword("ask", "--on", "yesterday", given=facts).returncode == 2


def test_lines_are_answered_in_order(afterword):
    """One object a line, one answer a line; a bad line gets its error in its place."""
    lines = [
        question(purpose="social", initiator="therapist"),
        "{oops",
        question(purpose="billing"),
    ]
    done = afterword("ask", "--lines", given="\n".join(lines))
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [("outcome" in t) for t in told] == [True, False, True]
    assert done.returncode == 2


def test_ask_needs_no_django_and_no_yaml(afterword):
    """With an index in place neither is imported, and the start stays short."""
    afterword("ask", given=question(purpose="social"))
    done = afterword(
        "ask", given=question(purpose="social"), python=("-X", "importtime")
    )
    imported = done.stderr.decode()
    assert done.returncode == 0
    assert "afterword.rules.deciding" in imported
    assert "django" not in imported
    assert "yaml" not in imported


@pytest.mark.parametrize(
    "words",
    [
        ("list", "--place", "CA-ON"),
        ("show", "aca_2014.sA-5-c"),
        ("stale",),
        ("diff", "-", "-", "--cases", "-"),
    ],
)
def test_packs_need_no_django_and_no_keys(afterword, words):
    """Only stored rulings need the database, and only who signs needs a key."""
    done = afterword("packs", *words, python=("-X", "importtime"))
    imported = done.stderr.decode()
    assert done.returncode == 0
    assert "afterword.rules.commands.packs" in imported
    assert not re.search(r"\b(django|psycopg|cryptography)\b", imported)


WRONG = [
    ({"purpos": "social"}, ["purpos", "did you mean `purpose`"]),
    ({"purpose": "socail"}, ["purpose", "socail", "did you mean `social`"]),
    ({"purpose": 3}, ["purpose", "3"]),
    ({"purpose": None}, ["purpose", "null"]),
    ({"attempts_made": -1}, ["attempts_made", "-1", "whole number"]),
    ({"attempts_made": True}, ["attempts_made", "true"]),
    ({"attempts_made": 1.5}, ["attempts_made", "1.5"]),
    ({"attempts_made": 10**30}, ["attempts_made", "whole number"]),
    ({"ended_on": "2026-02-30"}, ["ended_on", "2026-02-30", "date"]),
    ({"ended_on": "20260101"}, ["ended_on", "date"]),
    ({"professions": "nurse"}, ["professions", "list"]),
    ({"professions": ["nurze"]}, ["nurze", "did you mean `nurse`"]),
    ({"client_places": ["Texas"]}, ["client_places", "Texas", "US-CA"]),
    ({"client_places": ["US"] * 501}, ["client_places", "at most 500"]),
    ({"memberships": ["A B"]}, ["memberships", "small letters"]),
    ({"lane": "safety"}, ["lane", "worked out"]),
    (
        {"no_contact": {"value": False, "as_of": "soon"}},
        ["no_contact", "soon", "as_of"],
    ),
    ({"no_contact": {"value": False, "by": "me"}}, ["no_contact", "by"]),
    ({"no_contact": {"unknowable": "perhaps"}}, ["no_contact", "unknowable"]),
    ({"pur\u200bpose": "social"}, ["\\u200b", "did you mean `purpose`"]),
    ({"channel": "sms\u202e"}, ["channel", "\\u202e"]),
]


@pytest.mark.parametrize(("facts", "words"), WRONG)
def test_a_wrong_fact_is_named_with_its_value_and_what_is_allowed(
    afterword, facts, words
):
    """Exit 2, one message, no trace; invisible characters are made visible."""
    done = afterword("ask", given=json.dumps({"facts": facts}))
    told = done.stderr.decode()
    assert done.returncode == 2
    assert "Traceback" not in told
    assert [word for word in words if word not in told] == []
    assert done.stdout == b""


HOSTILE = [
    "",
    "[]",
    "null",
    '{"facts": []}',
    '{"facts": {}, "settled": true}',
    '{"facts": {"attempts_made": NaN}}',
    '{"facts": {"attempts_made": Infinity}}',
    '{"facts": {"purpose": "social", "purpose": "billing"}}',
    '{"on": "someday", "facts": {}}',
    "[" * 100_000,
    '{"facts": {"purpose": ' + '{"value": ' * 5_000 + "1" + "}" * 5_001 + "}",
    '{"facts": {"purpose": "' + "x" * 1_100_000 + '"}}',
    b"\xff\xfe\x00",
]


@pytest.mark.parametrize("given", HOSTILE, ids=range(len(HOSTILE)))
def test_what_cannot_be_read_is_refused_in_words(afterword, given):
    """Malformed, deep, huge or not even text: a short message and exit 2."""
    done = afterword("ask", given=given)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert 0 < len(done.stderr) < 2_000


def test_the_vocabularies_are_printed_as_json(afterword):
    """Integrators read facts and purposes from the command."""
    facts = json.loads(afterword("facts", "--json").stdout)
    purposes = json.loads(afterword("purposes", "--json").stdout)
    assert facts["complaint_open"]["values"] == ["yes", "no", "none_reported"]
    assert purposes["wellbeing_check"]["lane"] == "follow_up"


def test_packs_can_be_checked_listed_and_shown(afterword):
    """A rule author needs nothing but the command."""
    assert afterword("packs", "check").returncode == 0
    assert b"baseline" in afterword("packs", "list").stdout
    assert b"baseline.no_contact" in afterword("packs", "show", "baseline").stdout
    assert b"did you mean `baseline`" in afterword("packs", "show", "baselin").stderr


def test_an_unknown_command_gets_a_suggestion(afterword):
    """A slip of the finger is answered with the nearest word and exit 2."""
    done = afterword("akk")
    assert done.returncode == 2
    assert b"did you mean `ask`" in done.stderr
    assert afterword().returncode == 0
