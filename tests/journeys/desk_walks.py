"""What staff do, step by step: the hands of a journey. No story itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from playwright.sync_api import expect

from tests.journeys.printed import words_on
from tests.journeys.walking import Walk

PASSWORD: Final = "seven plain brown pebbles"  # noqa: S105 - of nobody
EMAIL: Final = "ruth@alder-house.example"
PRACTICE: Final = "Alder House Therapy"
NEUTRAL: Final = "Alder House"
CODE: Final = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2,4}\b")
YOUR_EMAIL: Final = re.compile("e-?mail address$", re.IGNORECASE)
QUESTIONS: Final = (
    "Feeling nervous",
    "Not being able",
    "Little interest",
    "Feeling down",
)


@dataclass
class Staff:
    """Somebody of the practice at their desk, with what lets them in."""

    walk: Walk
    codes: list[str]
    uses_passkey: bool

    def begin(self, link: str) -> None:
        """Follow the first link: name, password, passkey, recovery codes."""
        walk = self.walk
        walk.open(link).fill("Your name", "Ruth Example")
        walk.fill(YOUR_EMAIL, EMAIL).tick("Yes")
        walk.fill("Password", PASSWORD).fill("Password, once more", PASSWORD)
        with walk.with_script():
            walk.press("Save and make a passkey").is_at("Make your passkey")
            walk.press("Make the passkey", until="**/account/codes")
            walk.is_at(re.compile("shown once"))
        shown = walk.page.locator("ol code").all_inner_texts()
        self.codes += [code.replace(" ", "") for code in shown]
        walk.follow("I have kept them").is_at("Set up your practice")

    def sign_in(self) -> None:
        """Sign in by passkey; without script by password and a recovery code."""
        walk = self.walk
        walk.open("/staff/login")
        if self.uses_passkey:
            walk.press("Sign in with a passkey", until="**/desk/")
        else:
            walk.page.get_by_text("Use your password", exact=True).click()
            walk.fill(YOUR_EMAIL, EMAIL).fill("Password", PASSWORD)
            walk.press("Sign in with the password").is_at("One more step")
            walk.page.get_by_text("Use a recovery code").click()
            walk.fill("Recovery code", self.codes.pop())
            walk.press("Sign in with this code", until="**/desk/")

    def set_up(self) -> None:
        """Name the practice, add the clinician who is also its administrator."""
        walk = self.walk
        walk.follow("Name of the practice")
        walk.fill("Name of the practice", PRACTICE).fill("Neutral name", PRACTICE)
        walk.fill("Country or state", "California")
        walk.fill("Time zone", "America/Los_Angeles")
        walk.fill("Phone that clients may ring", "+1 415 555 0100")
        walk.choose("Who works here?", "One clinician")
        walk.choose("Does a person read what", "No").press("Save the practice")
        expect(walk.page.locator("#errors")).to_contain_text("“Therapy” tells")
        walk.fill("Neutral name", NEUTRAL).press("Save the practice")
        walk.follow("Clinicians").tick("Psychologist")
        walk.fill("Place", "California").fill("Register or board", "us-ca-bop")
        walk.fill("Number", "PSY 00000").tick("APA: APA Ethical")
        walk.tick("Yes, this is all")
        walk.unfold("United States: HIPAA")
        walk.choose("Covered entity under HIPAA?", "Yes")
        walk.choose("Substance use programme", "No")
        walk.fill("When are answers read?", "on Tuesdays").press("Save the clinician")
        walk.press("State it California (US-CA)").reads("Stated")
        walk.open("/desk/set-up").press("Send a test to me")
        walk.reads("The mail server took the message")
        walk.press("Finish setting up").reads("The practice is set up")

    def import_caseload(self, file: Path) -> None:
        """Drop a file, look at the dry run, and import what is in order."""
        walk = self.walk
        walk.open("/desk/people").follow("Import a caseload")
        walk.page.get_by_label("CSV file").set_input_files(file)
        walk.tick("1985-03-14").press("Read the file")

    def find(self, name: str) -> Walk:
        """Open the page of a person from the list."""
        return self.walk.open("/desk/people").follow(name)

    def open_ending(self, name: str) -> str:
        """Open an ending and give its address."""
        self.find(name).press("Open an ending")
        return self.walk.page.url.partition("#")[0]

    def write_kind(self, ending: str, on: date) -> None:
        """Write what kind of ending it was, and its days."""
        walk, day = self.walk, on.isoformat()
        walk.open(ending).follow("What kind of ending")
        walk.choose("What kind of ending is it?", "Planned together")
        walk.choose("Who ended it?", "Both together")
        walk.choose("Did both agree to end?", "Yes")
        walk.choose("How did it end?", "In a last session")
        walk.select("Which approach did the work follow?", "Cognitive behavioural")
        walk.fill("Last day of therapy", day).fill("Day of the last contact", day)
        walk.press("Save and go back").follow("How it was prepared")
        walk.choose("Does it end so that another kind of relationship", "No")
        walk.press("Save and go back")

    def write_words(self) -> None:
        """Write what changed, what helps and who else there is."""
        walk = self.walk
        walk.follow("Looking back")
        walk.fill("What did they come for?", "Sleep through the night")
        walk.fill("What changed, and what did not?", "Evenings are calmer")
        walk.press("Save and go back").follow("Keeping going")
        walk.fill("What helps?", "Walk by the river\nRing Sasha")
        walk.press("Save and go back").follow("Early signs and setbacks")
        walk.fill("How do they notice early that it gets harder?", "Waking at four")
        walk.press("Save and go back").follow("Other help")
        walk.fill("People and services for afterwards", "Example Clinic, Thursdays")
        walk.press("Save and go back")

    def enter_answers(self, answers: tuple[str, ...]) -> None:
        """Enter the four questions by hand."""
        self.walk.follow("Questions at the end")
        for question, answer in zip(QUESTIONS, answers, strict=True):
            self.walk.choose(question, answer)
        self.walk.press("Save these answers")

    def leave_questions_out(self) -> None:
        """Leave the four questions out of this ending."""
        self.walk.follow("Questions at the end").press("Leave the questions out")

    def propose(self, ending: str, address: str) -> None:
        """Put three check-ins before the client, with what has to be known."""
        walk = self.walk
        walk.open(ending).follow("Contact after the ending")
        walk.tick("Three short check-ins").press("Save what you agreed")
        walk.choose("To which", address)
        walk.choose("Can they decide about this", "They can decide")
        walk.choose("Is there a concern for their safety?", "None that we know of")
        walk.press("Put it before them").is_at("Now it is theirs to say yes or no")

    def print_card(self) -> str:
        """Print the card that this page offers, and read the code off it."""
        with self.walk.page.expect_download() as came:
            self.walk.page.get_by_role("button", name="Print").first.click()
        pdf = Path(came.value.path()).read_bytes()
        assert came.value.suggested_filename == "card.pdf"
        assert pdf.startswith(b"%PDF")
        found = CODE.search(words_on(pdf))
        assert found, words_on(pdf)
        return found[0]

    def close(self, ending: str) -> None:
        """Look it over and close it."""
        self.walk.open(ending).follow("Check and close")
        self.walk.press("Close this ending").reads("Closed")

    def hand_over(self, ending: str) -> None:
        """Give the tablet to the client; this signs staff out."""
        self.walk.open(ending).follow("Ask for their yes or no")
        self.walk.press("Hand over the tablet")

    def have_it_signed(self, ending: str, scan: Path, on: date) -> None:
        """Print the page to sign, and keep a scan of it with its day."""
        walk = self.walk
        walk.open(ending).follow("Ask for their yes or no").follow("Use paper")
        walk.fill("Messages come from", NEUTRAL)
        walk.fill("Not before", "09:00").fill("Not after", "20:00")
        walk.choose("Can somebody else read", "No")
        with walk.page.expect_download() as came:
            walk.page.get_by_role("button", name="Print the page").click()
        assert Path(came.value.path()).read_bytes().startswith(b"%PDF")
        walk.page.get_by_label("Scan of the signed page").set_input_files(scan)
        walk.fill("Day beside their signature", on.isoformat())
        walk.press("Keep the signed page").reads("They said yes")

    def agree_quickly(self, name: str, address: str, on: date) -> str:
        """Hold another ending, without questions, up to what the client decides."""
        ending = self.open_ending(name)
        self.write_kind(ending, on)
        self.leave_questions_out()
        self.propose(ending, address)
        self.close(ending)
        return ending

    def write_down_a_stop(self, name: str) -> None:
        """Write down that they rang and said stop."""
        self.find(name).follow("They told us to stop")
        self.walk.choose("What did they say?", "Stop all messages")
        self.walk.press("Stop it now")

    def report_death(self, name: str, what: str) -> None:
        """Report a death, or that the report was wrong."""
        self.find(name).follow("Report something").follow("A death")
        self.walk.choose("Has anybody told you that they died?", what)
        self.walk.press("Save this report")

    def ask_in_general(self) -> None:
        """Ask about nobody in particular."""
        walk = self.walk
        walk.open("/desk/ask").is_at("May you make this contact?")
        walk.page.get_by_label("What is it for?").select_option("social")
        walk.choose("Who starts it?", "The client")
        walk.page.get_by_label("How?").select_option("in_person")
        walk.fill("Where is the client?", "California").press("Ask", exact=True)

    def ask_about(self, name: str, purpose: str, channel: str) -> None:
        """Ask about one client, from their page."""
        walk = self.walk
        self.find(name).follow("Ask: may I contact them?")
        walk.page.get_by_label("What is it for?").select_option(purpose)
        walk.choose("Who starts it?", "The therapist")
        walk.page.get_by_label("How?").select_option(channel)
        walk.press("Ask", exact=True)
