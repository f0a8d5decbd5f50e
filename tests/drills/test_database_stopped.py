"""The database stops while people are at their pages: what still works, what is said.

These tests tell one story in this order: before, without it, and after it is back.
"""

from __future__ import annotations

import json
import time
import uuid

import pytest

from tests.drills.addresses import every_path

pytestmark = pytest.mark.slow

KEYS = """
from afterword.config import environment; environment.load_django()
import json
from uuid import UUID
from afterword.accounts.models import Membership
from afterword.consent import doors
from afterword.tenancy import practice
cast = json.loads((environment.home() / "demonstration-cast.json").read_text())
home = Membership.objects.get(user__email="ruth@staff.example").practice_id
with practice(home):
    jo = UUID(cast["jo"])
    link = doors.make(client=jo, opens="link", occasion="step:1", lasts=None)
    print(json.dumps({"link": link, "card": doors.make_card(jo), "jo": cast["jo"]}))
"""
WITHOUT_A_DATABASE = {
    "desk:tablet_done",
    "desk:tablet_now",  # a page under a signed address; a false one is not there
    "portal:draft_done",
    "portal:enter",
    "portal:form_saved",
    "portal:form_sent",
    "portal:stop",
    "portal:stop_if",
    "portal:out",
}
HELP = ("/help", "/h/gb", "/h/where", "/h/private", "/leave")
NOT_SHOWN = ("Traceback", "OperationalError", "psycopg", "PGSQL", "socket", "/home/")
CANARY = "Zephyrine Quillfeather"


@pytest.fixture(scope="module")
def keys(installation):
    """A link and a card of somebody whom notes still reach."""
    return json.loads(installation.python(KEYS))


@pytest.fixture(scope="module")
def people(installation):
    """Browsers in which people are signed in before anything happens."""
    who = {"ruth": "staff/ruth", "sam": "staff/sam", "jo": "client/jo", "anybody": ""}
    return {name: installation.browser(persona) for name, persona in who.items()}


@pytest.fixture(scope="module")
def before(installation, people, keys):
    """What the pages that need no database say while there is one."""
    assert people["ruth"].get("/desk/").status == 200
    assert people["jo"].get("/t").status == 200
    return {path: people["anybody"].get(path) for path in HELP}


@pytest.fixture(scope="module")
def gone(installation, before):
    """The database has stopped under everybody."""
    installation.take_database_away()
    return installation


@pytest.fixture(scope="module")
def back(gone):
    """It has come back; nothing was restarted."""
    gone.give_database_back()
    return gone


def stops(installation, keys) -> int:
    sql = "SELECT count(*) FROM consent_ledgerentry WHERE says = 'withdrawn' AND "
    return installation.rows(f"{sql} client_id = '{keys['jo']}'")[0][0]


def test_help_and_the_way_out_answer_as_before(gone, people, before):
    """Byte for byte, with nothing behind them."""
    for path, then in before.items():
        now = people["anybody"].get(path)
        assert (now.status, now.body) == (then.status, then.body), path


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_page_says_that_it_does_not_work_just_now(gone, people, keys, method):
    """Whoever is signed in: 503, words, help; no stack, nothing of the inside."""
    fill = {
        "token": keys["link"],
        "UUIDConverter": uuid.uuid4(),
        "SlugConverter": "reason",
        "StringConverter": "notes",
        "IntConverter": 1,
    }
    walked = 0
    for name, path in every_path(fill):
        who = people["ruth" if name.startswith("desk:") else "jo"]
        if name in WITHOUT_A_DATABASE or not name.startswith(("desk:", "portal:")):
            continue
        answer = who.get(path) if method == "GET" else who.post(path, name=CANARY)
        if answer.status == 405 or name == "portal:one_click":
            continue
        assert answer.status == 503, (name, answer.status, answer.words[:200])
        assert "Help now" in answer.words or 'href="/help"' in answer.body, name
        assert not [word for word in (*NOT_SHOWN, CANARY) if word in answer.body], name
        assert answer.headers["cache-control"] == "no-store"
        walked += 1
    assert walked > 50


def test_staff_read_what_holds_and_what_to_do(gone, people):
    """Nothing goes out; a stop that is told to them is written down."""
    words = people["ruth"].get("/desk/").words

    assert "Nothing was changed." in words
    assert "New messages do not go out meanwhile." in words
    assert "enter it as soon as this works" in words


def test_what_was_sent_is_not_called_saved(gone, people):
    """A press may or may not have come through: it says so."""
    answer = people["ruth"].post("/desk/people/add", name=CANARY)

    assert answer.status == 503
    assert "may not be saved" in answer.words
    assert answer.headers["retry-after"] == "60"


def test_every_door_of_the_stop_says_that_nothing_was_saved(gone, people, keys):
    """And how else to stop."""
    someone = people["anybody"]
    link = f"/n/{keys['link']}/stop"

    assert someone.get("/stop").status == 200
    for answer in (
        someone.post("/stop", code=keys["card"]),
        someone.get(link),
        someone.post(link),
    ):
        assert answer.status == 503
        assert "This was not saved" in answer.words
        assert "Messages are not stopped yet." in answer.words
        assert "Tell the people who gave you the card" in answer.words
    inside = people["jo"].post("/c/stop")
    assert inside.status == 503
    assert "Do not count on a press from just now." in inside.words
    assert "by phone or by post" in inside.words


def test_a_mail_program_is_told_to_try_again(gone, people, keys):
    """One click without a database is not answered with Done."""
    answer = people["anybody"].ask(
        "POST", f"/n/{keys['link']}/one-click", "List-Unsubscribe=One-Click"
    )

    assert (answer.status, answer.body) == (503, "Not saved.\n")


def test_everything_goes_on_when_it_is_back(back, people, keys):
    """The same browsers, the same processes; nothing was half written."""
    assert people["ruth"].get("/desk/").status == 200
    assert people["jo"].get("/t").status == 200
    assert stops(back, keys) == 0
    assert back.rows("SELECT count(*) FROM clinic_client WHERE removed_at > now()") == [
        (0,)
    ]


def test_the_link_that_could_not_stop_stops_now(back, people, keys):
    """Once in the ledger, and the page says so."""
    answer = people["anybody"].post(f"/n/{keys['link']}/stop")

    told = people["anybody"].get(answer.headers["location"])
    assert answer.status == 303
    assert "Done. You will get no more messages." in told.words
    assert stops(back, keys) == 1


def test_background_work_goes_on_by_itself(back):
    """The worker outlived its database; a new sign of life is in the queue."""
    rested = "database does not answer; background work rests"
    sql = "SELECT count(*) FROM procrastinate_workers WHERE id > 1 AND "
    sql += "last_heartbeat > now() - make_interval(secs => 20)"
    end = time.monotonic() + 90
    while time.monotonic() < end:
        if rested in back.printed and back.rows(sql) != [(0,)]:
            break
        time.sleep(0.5)

    assert rested in back.printed
    assert back.rows(sql) != [(0,)]
    assert back.process.poll() is None


def test_no_line_that_was_printed_tells_anything(back, keys):
    """Neither link nor card, name nor address, though every page failed once."""
    said = back.printed
    assert "503 GET: portal:stop_link" in said

    for secret in (keys["link"], keys["card"], keys["jo"], CANARY, "/n/", "@mail"):
        assert secret not in said, secret
