"""The people of the journey and what they do, told as given, when and then."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.request import Request, urlopen
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, expect

from tests.journeys import client_walks as client
from tests.journeys import letters
from tests.journeys.desk_walks import NEUTRAL, Staff
from tests.journeys.installation import Installation, postgres_is_gone
from tests.journeys.walking import SOMEWHERE_ELSE, Notebook, Walk, somebody

ZONE = ZoneInfo("America/Los_Angeles")
CASELOAD = """\
Client ID,First Name,Last Name,Preferred Name,Date of Birth,Email,Status,\
Primary Clinician,State,Email OK
A-1,Josephine,Example,Jo,1988-05-17,jo@mail.example,Active,Ruth Example,CA,yes
A-2,Noor,Sample,,1990-01-02,noor@mail.example,Active,Ruth Example,CA,yes
A-3,Ivy,Instance,,1985-10-05,ivy@mail.example,Active,Ruth Example,CA,no
A-4,Lee,Model,,1979-11-30,lee@mail.example,Active,Ruth Example,CA,no
A-5,Kim,Pattern,,1979-02-28,kim@mail.example,Active,Ruth Example,CA,yes
A-6,Ari,Specimen,,1979-11-30,not an address,Active,Ruth Example,CA,yes
A-7,Max,Instance,,1979-02-28,max@mail.example,Active,Ruth Example,CA,yes
"""
AGREED = ("ivy", "jo", "kim", "lee", "noor")
"""Everybody who says yes. Max is imported like them and never asked."""
NAMES = {
    "jo": "Josephine Example",
    "noor": "Noor Sample",
    "ivy": "Ivy Instance",
    "lee": "Lee Model",
    "kim": "Kim Pattern",
}
AT_THE_END = (
    "More than half the days",
    "Several days",
    "Several days",
    "Several days",
)
SCAN = b"%PDF-1.4\n% a page with a signature on it\n%%EOF\n"


@dataclass
class Story:
    """One installation, its staff at their desk, and clients with their phones."""

    it: Installation
    ruth: Staff
    phone: Walk
    folder: Path
    notebook: Notebook
    cards: dict[str, str] = field(default_factory=dict)
    endings: dict[str, str] = field(default_factory=dict)
    notes: dict[str, letters.Letter] = field(default_factory=dict)

    @classmethod
    @contextmanager
    def told(  # noqa: PLR0913 - one person's way of looking
        cls,
        it: Installation,
        browser: Browser,
        *,
        folder: Path,
        name: str,
        desk: int,
        phone: int,
        script: bool,
    ) -> Iterator[Story]:
        """Give everybody a browser of their own."""
        notebook = Notebook(name)
        with ExitStack() as stack:

            def open_one(width: int, *, passkeys: bool = False) -> Walk:
                one = somebody(
                    browser,
                    it.address,
                    notebook,
                    width=width,
                    script=script,
                    passkeys=passkeys,
                )
                return stack.enter_context(one)

            ruth = Staff(open_one(desk, passkeys=True), [], uses_passkey=script)
            yield cls(it, ruth, open_one(phone), folder, notebook)

    def today(self) -> date:
        """Give the day that it is for the practice, before any time has passed."""
        return datetime.now(UTC).astimezone(ZONE).date()

    # 1 and 2: set-up, import

    def given_a_practice_that_is_set_up(self) -> None:
        self.ruth.begin(self.it.first_link)
        self.ruth.set_up()
        (test,) = self.it.mail()
        assert b"This is a test." in test.raw

    def given_a_caseload_that_is_imported(self) -> None:
        file = self.folder / "caseload.csv"
        file.write_text(CASELOAD, encoding="utf-8")
        walk = self.ruth.walk
        self.ruth.import_caseload(file)
        walk.is_at("6 people, nothing stored yet")
        walk.reads("0 of them become contactable")
        walk.reads("“not an address” is not an address")
        walk.press("Import 6 people").is_at("6 people were imported")
        walk.open("/desk/people").reads("Nothing agreed").reads_not("Specimen")

    # 3 and 4: an ending, and the client's own yes

    def when_an_ending_is_written(self) -> None:
        ending = self.ruth.open_ending(NAMES["jo"])
        self.endings["jo"] = ending
        self.ruth.write_kind(ending, self.today())
        self.ruth.write_words()
        self.ruth.enter_answers(AT_THE_END)

    def then_it_cannot_close_without_the_agreement_on_contact(self) -> None:
        walk = self.ruth.walk
        walk.open(self.endings["jo"]).follow("Check and close")
        walk.is_at("Not ready to close yet").reads("What was agreed about contact")
        assert not walk.page.get_by_role("button", name="Close this ending").count()

    def when_the_check_ins_are_proposed_and_the_ending_is_closed(self) -> None:
        self.ruth.propose(self.endings["jo"], "jo@mail.example")
        self.cards["jo"] = self.ruth.print_card()
        self.ruth.close(self.endings["jo"])

    def then_the_client_says_yes_on_the_tablet(self) -> None:
        self._agree_on_the_tablet("jo")
        self.ruth.walk.open(self.endings["jo"]).reads("They said yes on")

    def given_others_who_said_yes_their_own_way(self) -> None:
        """Noor and Kim on the tablet, Ivy on an own phone, Lee on paper."""
        for key in ("noor", "kim", "ivy", "lee"):
            address = f"{key}@mail.example"
            name = NAMES[key]
            self.endings[key] = self.ruth.agree_quickly(name, address, self.today())
        for key in ("noor", "kim"):
            self._agree_on_the_tablet(key)
        walk = self.ruth.walk
        walk.open(self.endings["ivy"]).follow("Ask for their yes or no")
        self.cards["ivy"] = self.ruth.print_card()
        client.agree_at_home(
            self.phone, code=self.cards["ivy"], address="ivy@mail.example"
        )
        self.phone.open("/out")
        walk.open(self.endings["ivy"]).reads("They said yes on")
        scan = self.folder / "page.pdf"
        scan.write_bytes(SCAN)
        self.ruth.have_it_signed(self.endings["lee"], scan, self.today())

    def _agree_on_the_tablet(self, key: str) -> None:
        walk = self.ruth.walk
        self.ruth.hand_over(self.endings[key])
        client.agree(walk, address=f"{key}@mail.example")
        walk.is_at("Give the tablet back").reads("You said yes")
        walk.open("/desk/").is_at("Sign in")
        self.ruth.sign_in()

    # 5: it is due

    def when_a_month_has_passed(self) -> None:
        assert len(self.it.mail()) == 1, "nothing but the test has gone out"
        self.it.let_days_pass(31)

    def then_whoever_agreed_has_one_discreet_note_and_nobody_else_has(self) -> None:
        came = [letters.read(one) for one in self.it.mail()[1:]]
        assert sorted(one.to for one in came) == [f"{k}@mail.example" for k in AGREED]
        for one in came:
            self.notes[one.to.partition("@")[0]] = one
            assert one.subject == f"A note from {NEUTRAL}"
            assert one.tells() == []
            assert one.link.startswith(f"{self.it.address}/n/")
            assert one.one_click.startswith(self.it.address)
            assert one.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
            assert one.headers["Auto-Submitted"] == "auto-generated"
            assert "Nobody reads what is sent back" in one.text
        self.it.go_round()
        assert len(self.it.mail()) == 1 + len(AGREED)

    # 6 and 7: the client answers, the clinician reads

    def when_the_client_answers_in_two_sittings(self) -> None:
        client.answer_some(self.phone, self.notes["jo"].link, self.cards["jo"])
        client.answer_the_rest(self.phone)

    def then_nothing_can_be_sent_twice(self) -> None:
        walk = self.phone
        walk.page.go_back()
        walk.look()
        again = walk.page.get_by_role("button", name="Send my answers")
        if again.count():
            walk.press("Send my answers")
        assert not walk.page.get_by_role("button", name="Send my answers").count()
        walk.open("/t").reads("Nothing is open")

    def then_the_clinician_reads_them_beside_the_end(self) -> None:
        walk = self.ruth.walk
        walk.open("/desk/follow-up").reads("Answered")
        walk.follow("Answers to read").follow("P-0001")
        walk.is_at(re.compile("3")).reads("Beside the end of therapy")
        assert walk.page.get_by_role("img").count() == 1
        assert walk.page.get_by_role("table").count() == 1
        walk.press("I have read this").reads("Nobody is told")

    def then_the_client_sees_who_looked(self) -> None:
        self.phone.open("/d").reads("Who looked").reads("Ruth Example")
        self.phone.open("/p").reads("Walk by the river")
        self.phone.open("/c").is_at("My choices")

    # 8: stop, by five doors

    def when_four_others_stop(self) -> None:
        note = self.notes["noor"]
        for path in ("", "/stop", "/one-click"):  # what a scanner of mail would open
            with urlopen(f"{note.link}{path}", timeout=20) as answer:  # noqa: S310
                assert answer.status == 200
        self.ruth.find(NAMES["noor"]).reads_not("They stopped")
        client.stop_by_link(self.phone, note.link)
        client.stop_by_link(self.phone, note.link)
        client.stop_by_card(self.phone, self.cards["ivy"])
        press = Request(  # noqa: S310 - an address of this installation
            self.notes["lee"].one_click, data=b"List-Unsubscribe=One-Click"
        )
        with urlopen(press, timeout=20) as answer:  # noqa: S310
            assert answer.read() == b"Done.\n"
        self.ruth.write_down_a_stop(NAMES["kim"])

    def then_the_desk_says_who_stopped(self) -> None:
        for key in ("noor", "ivy", "lee", "kim"):
            self.ruth.find(NAMES[key]).reads("topped")

    # 11, and 5 again: a death is reported, and found to be wrong

    def when_a_death_is_reported_and_two_months_pass(self) -> None:
        self.ruth.report_death(NAMES["jo"], "Somebody told us that they died")
        self.it.let_days_pass(62)

    def then_nothing_has_gone_out_and_the_board_says_why(self) -> None:
        assert len(self.it.mail()) == 1 + len(AGREED)
        self.ruth.walk.open("/desk/follow-up").reads("said to have died")

    def when_the_report_was_wrong(self) -> None:
        self.ruth.report_death(NAMES["jo"], "They are alive; the report was wrong")
        self.it.let_days_pass(1)

    def then_the_next_note_goes_to_the_one_who_still_wants_it(self) -> None:
        (last,) = self.it.mail()[1 + len(AGREED) :]
        assert letters.read(last).to == "jo@mail.example"
        assert letters.read(last).subject == self.notes["jo"].subject

    # 9: may I contact…?

    def then_a_general_question_is_answered_and_nothing_is_kept(self) -> None:
        self.ruth.ask_in_general()
        self._is_a_ruling()
        self.ruth.walk.reads("Nothing of this is stored")

    def then_a_question_about_a_client_is_answered_and_kept(self) -> None:
        self.ruth.ask_about(NAMES["noor"], "wellbeing_check", "email")
        self._is_a_ruling()
        self.ruth.walk.reads("This answer is kept")

    def _is_a_ruling(self) -> None:
        """Three lines first, then why, each reason with its source."""
        walk = self.ruth.walk
        ruling = walk.page.locator("article.ruling")
        assert ruling.get_attribute("data-outcome") in {"consult", "hold", "refuse"}
        assert ruling.locator(".reasons li").count() > 0
        assert ruling.locator("cite, .cite").count() > 0
        if ruling.get_attribute("data-outcome") == "hold":
            assert (
                ruling.get_by_role("button", name="Answer and ask again").count() == 1
            )

    # 10: help

    def then_help_is_there_for_anybody(self) -> None:
        walk = self.phone
        walk.page.context.clear_cookies()
        walk.open("/help").follow("United Kingdom")
        call = walk.page.get_by_role("link", name="Call 999")
        assert call.get_attribute("href") == "tel:999"
        assert walk.page.context.cookies() == []
        assert self.notebook.asked_elsewhere == []
        walk.page.get_by_role("link", name="Leave this page").click()
        expect(walk.page).to_have_title(SOMEWHERE_ELSE)

    # 11: the record

    def then_the_record_shows_it_and_fits(self) -> None:
        walk = self.ruth.walk
        walk.open("/desk/record").is_at("What happened, and who did it")
        walk.reads("The mail server took it")
        walk.fill("Client's reference", "P-0002").press("Show", exact=True)
        walk.reads("Messages were stopped").reads("The client agreed")
        done = self.it.command("audit", "verify")
        assert done.returncode == 0, done.stdout + done.stderr

    def then_every_page_was_in_order(self) -> None:
        assert self.notebook.wrong == []
        assert self.notebook.shared_titles() == {}

    def then_ctrl_c_stops_everything(self) -> None:
        assert self.it.stop() == 0
        assert postgres_is_gone(self.it.home)
