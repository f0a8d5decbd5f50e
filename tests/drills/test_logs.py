"""What a log may hold: kinds of errors and names of pages, nothing of anybody's."""

from __future__ import annotations

import io
import logging

import pytest
from django.db import connection
from django.test import Client as Web

from afterword.config.logs import Wary
from afterword.consent import doors
from afterword.followup import sending, services
from tests.portal.people import a_visitor

pytestmark = pytest.mark.django_db(transaction=True)
CANARY = "zephyrine.quillfeather@mail.example"


@pytest.fixture
def printed():
    """Give what a process would print, by the formatter of the settings."""
    from django.conf import settings

    assert settings.LOGGING["formatters"]["wary"]["()"].endswith("logs.Wary")
    kept = io.StringIO()
    handler = logging.StreamHandler(kept)
    handler.setFormatter(Wary("%(levelname)s %(name)s %(message)s"))
    logging.getLogger().addHandler(handler)
    yield kept.getvalue
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def jo(transactional_db, hands, settings, tmp_path):
    """Somebody whose address is a canary."""
    settings.JOURNAL = tmp_path / "journal"
    return a_visitor(address=CANARY)


def test_an_error_of_ours_tells_its_kind_and_its_line(jo, printed, monkeypatch):
    """Not its words, not the link that it happened on; nor does the page."""

    def fails(_token):
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s::uuid", [CANARY])

    monkeypatch.setattr(doors, "find", fails)
    answer = Web(raise_request_exception=False).get(f"/n/{jo.link}")

    said = printed()
    assert answer.status_code == 500
    assert "500 GET: portal:landing" in said
    assert "psycopg.errors.InvalidTextRepresentation (22P02)" in said
    for secret in (CANARY, jo.link, "/n/"):
        assert secret not in said
        assert secret not in answer.content.decode()


def test_a_host_that_somebody_made_up_is_not_repeated(jo, printed):
    """A log takes no words from outside."""
    Web(raise_request_exception=False).get(f"/n/{jo.link}", HTTP_HOST=f"{CANARY}\n")

    assert "400 GET: an unknown address" in printed()
    assert CANARY not in printed()
    assert jo.link not in printed()


@pytest.mark.parametrize("says", [{"RCPT": f"550 no such {CANARY}"}, {"MAIL": "421"}])
def test_a_worker_whose_mail_is_refused_names_nobody(
    jo, post_office, hands, printed, says
):
    """What the server says about an address stays out of the log."""
    post_office.says = says

    services.sweep(jo.home, at=hands.now)

    assert CANARY not in printed()
    assert jo.link not in printed()


def test_a_worker_whose_step_breaks_names_nobody(
    jo, post_office, hands, printed, monkeypatch
):
    """It says that a step failed and what kind of error it was."""

    def fails(**_):
        raise ValueError(CANARY)

    monkeypatch.setattr(sending.gate, "carry_out", fails)

    services.sweep(jo.home, at=hands.now)

    assert "a step failed: ValueError" in printed()
    assert CANARY not in printed()


def test_no_address_of_a_page_holds_what_was_typed(jo, hands):
    """Codes and answers go in forms; where they lead to holds neither."""
    led = [jo.post("/", code=jo.card), jo.post("/stop", code="0000-0000-00")]
    step = jo.step().pk
    led += [
        jo.post(f"/q/{step}", way="all"),
        jo.post(f"/q/{step}/all", item_1="3", item_2="3", item_3="3", item_4="3"),
        jo.post(f"/q/{step}/check"),
        jo.post("/stop", code=jo.card),
    ]

    places = [answer.headers.get("Location", "") for answer in led]
    assert len([place for place in places if place]) >= 4
    for place in places:
        assert jo.card not in place
        assert jo.card.replace("-", "") not in place
        assert "3333" not in place
        assert "?" not in place
