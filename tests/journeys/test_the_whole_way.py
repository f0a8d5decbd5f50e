"""The whole way: a client who agreed is followed up, and nobody else is.

Once with script on a wide screen, once without on a narrow one, against an
installation that was started as an operator starts it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys import installation, screens
from tests.journeys.story import Story

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@dataclass(frozen=True)
class Look:
    """How somebody looks at the pages."""

    name: str
    desk: int
    phone: int
    script: bool


WIDE = Look("wide", desk=1200, phone=390, script=True)
NARROW = Look("narrow", desk=320, phone=320, script=False)


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    """A browser; without one the test fails."""
    with screens.open_browser() as opened:
        yield opened


@pytest.fixture
def story(
    browser: Browser, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Story]:
    """A fresh installation, and the people of the story with their browsers."""
    look: Look = request.param
    with (
        installation.running() as it,
        Story.told(
            it,
            browser,
            folder=tmp_path,
            name=look.name,
            desk=look.desk,
            phone=look.phone,
            script=look.script,
        ) as told,
    ):
        yield told


@pytest.mark.parametrize(
    "story", [WIDE, NARROW], ids=lambda one: one.name, indirect=True
)
def test_a_client_who_agreed_is_followed_up_and_nobody_else_is(story):
    """Set-up, import, ending, yes, message, answer, reading, stop, asking, record."""
    story.given_a_practice_that_is_set_up()
    story.given_a_caseload_that_is_imported()
    story.when_an_ending_is_written()
    story.then_it_cannot_close_without_the_agreement_on_contact()
    story.when_the_check_ins_are_proposed_and_the_ending_is_closed()
    story.then_the_client_says_yes_on_the_tablet()
    story.given_others_who_said_yes_their_own_way()

    story.when_a_month_has_passed()
    story.then_whoever_agreed_has_one_discreet_note_and_nobody_else_has()
    story.when_the_client_answers_in_two_sittings()
    story.then_nothing_can_be_sent_twice()
    story.then_the_clinician_reads_them_beside_the_end()
    story.then_the_client_sees_who_looked()

    story.when_four_others_stop()
    story.then_the_desk_says_who_stopped()
    story.when_a_death_is_reported_and_two_months_pass()
    story.then_nothing_has_gone_out_and_the_board_says_why()
    story.when_the_report_was_wrong()
    story.then_the_next_note_goes_to_the_one_who_still_wants_it()

    story.then_a_general_question_is_answered_and_nothing_is_kept()
    story.then_a_question_about_a_client_is_answered_and_kept()
    story.then_help_is_there_for_anybody()
    story.then_the_record_shows_it_and_fits()
    story.then_every_page_was_in_order()
    story.then_ctrl_c_stops_everything()
