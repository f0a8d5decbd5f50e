"""Letters on the desk: begun, checked beside each sentence, printed, gone."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from afterword import clock
from afterword.audit.actors import Role
from afterword.clinic.models import Client
from afterword.consent import services as consent
from afterword.contact.models import GoAhead
from afterword.contact.services.looking_again import Seen
from afterword.desk.forms.letters import choices
from afterword.ending.errors import LetterNotReadyError
from afterword.ending.models import Ending, Letter, LetterCopy
from afterword.ending.services import letters as writing
from afterword.ending.services import letters_going
from afterword.letters.drafts import IDS
from afterword.tenancy import practice
from tests import factories
from tests.desk.pages import title, words
from tests.ending_letters import BLOCKS, ready
from tests.go_aheads import HOME, a_point, opened
from tests.staff import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
NEXT = {"next": "Kim takes over. You can call 415 555 0130."}
FORM = {"paper": "us-letter"}


@pytest.fixture
def ruth(client, story):
    """The browser of the former client's clinician."""
    return sign_in(client, story.staff)


def the(story, model, **kept):
    with practice(story.practice.id):
        return model.objects.get(**kept)


def of(letter, do=""):
    """Give the page of a letter, or what is pressed there."""
    if do:
        return reverse("desk:letter_act", args=[letter, do])
    return reverse("desk:letter", args=[letter])


def to_post(story):
    """Write a letter that can be posted: where a referral leads."""
    made = writing.draft_letter(
        client=story.client.pk,
        name="transfer_client",
        recipient="client",
        by=story.staff,
    )
    writing.edit_letter(letter=made, blocks=BLOCKS | NEXT, by=story.staff)
    writing.make_letter_ready(letter=made, by=story.staff)
    return made


def go_ahead(story):
    """Open a contact by letter for it, as its page does."""
    return opened(
        story,
        a_point(story.client, "letter"),
        purpose="referral_information",
        channel="letter",
        initiator="therapist",
    )


def test_every_letter_and_reader_can_be_chosen():
    """Once each, in words of its own; a notice says which of two things happened."""
    offered = choices()

    assert {code.split(":")[0] for code, _words in offered} == set(IDS)
    assert len({str(said) for _code, said in offered}) == len(offered)


def test_colleagues_are_named_once_for_all_versions(story, ruth):
    """However often a letter was saved, its page asks no more of the database."""
    made = ready(story.client, by=story.staff)

    def asked():
        with CaptureQueriesContext(connection) as found:
            assert ruth.get(of(made)).status_code == 200
        names = [one for one in found if '"accounts_staffuser"."name"' in one["sql"]]
        return len(names)

    before = asked()
    for _ in range(3):
        writing.edit_letter(letter=made, blocks=BLOCKS, by=story.staff)
    assert asked() == before


def test_a_letter_says_on_every_page_who_gets_it(story, ruth):
    """A parent's is called a parent's: on its page, in the list, and of what waits."""
    (which,) = (code for code, _ in choices() if "planned_end_client:guardian" in code)
    page = ruth.post(
        reverse("desk:letters_of", args=[story.client.pk]),
        {"which": which},
        follow=True,
    )
    theirs = "A planned end, to a parent or guardian"
    listed = ruth.get(reverse("desk:letters_of", args=[story.client.pk]))

    assert page.context["title"] == theirs
    assert [row["what"] for row in listed.context["rows"]] == [theirs]


def test_a_letter_is_begun_filled_and_shown_with_what_is_left(story, ruth):
    """Each gap stands beside its part, and nothing offers to let it go."""
    page = ruth.post(
        reverse("desk:letters_of", args=[story.client.pk]),
        {"which": "planned_end_client:client:closing_letter"},
        follow=True,
    )

    said = words(page)
    assert page.context["left"] > 3
    assert "Write how they can come back, or that they cannot here" in said
    assert "It is ready" not in said
    assert "This check knows words, not meaning" in said
    assert "Jo" not in title(page)


def test_what_must_not_stand_there_is_said_beside_its_sentence(story, ruth):
    """Which sentence, why, what instead; saved all the same, and not ready."""
    made = ready(story.client, by=story.staff)

    page = ruth.post(
        of(made),
        BLOCKS | FORM | {"ended": "Our work has ended. You had a depression."},
        follow=True,
    )

    (remark,) = page.context["remarks"]
    assert remark.sentence == "You had a depression."
    html = page.content.decode()
    part = html[html.index('name="ended"') : html.index('name="way_back"')]
    assert "“You had a depression.”" in part
    assert "A diagnosis can be read by anybody" in part
    assert "It can be told in person" in part
    refused = ruth.post(of(made, "ready"), follow=True)
    assert "not ready yet" in words(refused)
    assert the(story, Letter, pk=made).state == "draft"


def test_it_is_handed_over_in_the_session_and_never_changes(story, ruth):
    """While the ending is open: printed, given, and then only to be read."""
    with practice(story.practice.id):
        Ending.objects.update(state="open")
    made = ready(story.client, by=story.staff)
    assert "They have it: write that down" in words(ruth.get(of(made)))

    paper = ruth.post(of(made, "print"), {"way": "session", "form": "large"})
    assert paper.content.startswith(b"%PDF")
    assert paper["Content-Disposition"] == 'attachment; filename="letter.pdf"'
    text = ruth.post(of(made, "print"), {"way": "session", "form": "text"})
    assert "Dear Jo," in text.content.decode()
    assert HOME.splitlines()[1] not in text.content.decode()
    page = ruth.post(of(made, "handed-over"), follow=True)

    assert "It never changes now" in words(page)
    assert "What it said" in words(page)
    assert 'name="ended"' not in page.content.decode()
    again = ruth.post(of(made), BLOCKS | FORM, follow=True)
    assert "so it never changes" in words(again)
    assert the(story, Letter, pk=made).version == 2


def test_nothing_is_printed_for_post_before_it_was_asked(story, ruth):
    """The page leads to the question, with everything in it; printing says why not."""
    made = to_post(story)

    page = ruth.get(of(made))

    asked = re.search(r'href="(/desk/ask\?[^"]*)"', page.content.decode())
    assert asked
    assert "purpose=referral_information" in asked[1]
    assert "channel=letter" in asked[1]
    for do in ("print", "envelope", "posted"):
        refused = ruth.post(of(made, do), {"way": "post"}, follow=True)
        assert "needs an open go-ahead of today" in words(refused)
    with practice(story.practice.id):
        assert not LetterCopy.objects.exists()


def test_under_a_go_ahead_it_is_printed_enveloped_and_posted(story, ruth):
    """Decided again at each print; posted on its page is done on the other."""
    made, row = to_post(story), go_ahead(story)
    assert "A go-ahead is open" in words(ruth.get(reverse("desk:letters")))

    text = ruth.post(of(made, "print"), {"way": "post", "form": "text"})
    envelope = ruth.post(of(made, "envelope"))
    waits = ruth.get(of(made))
    page = ruth.post(of(made, "posted"), follow=True)

    for line in HOME.splitlines():
        assert line in text.content.decode()
    assert text.content.decode().count("Jo Example") == 1
    assert envelope.content.startswith(b"%PDF")
    assert HOME.splitlines()[1] not in words(waits)
    assert "I have posted it" in words(waits)
    assert "Posted" in words(page)
    assert the(story, Letter, pk=made).state == "sent"
    assert the(story, GoAhead, pk=row).came == "done"


def test_done_on_the_go_ahead_marks_the_letter_sent(story, ruth):
    """Whichever page it is said on, it is one contact."""
    made, row = to_post(story), go_ahead(story)
    ruth.post(of(made, "print"), {"way": "post", "form": "usual"})

    ruth.post(reverse("desk:go_ahead_record", args=[row]), {"came": "done"})

    assert the(story, Letter, pk=made).state == "sent"
    with practice(story.practice.id):
        says = LetterCopy.objects.filter(letter=made).order_by("at")
        assert [one.says for one in says] == ["printed", "sent"]


def test_not_reached_on_the_go_ahead_leaves_the_letter(story, ruth):
    """It was not posted, so nobody got it."""
    made, row = to_post(story), go_ahead(story)
    ruth.post(of(made, "print"), {"way": "post", "form": "usual"})

    ruth.post(reverse("desk:go_ahead_record", args=[row]), {"came": "not_done"})

    assert the(story, Letter, pk=made).state == "printed"
    assert "Its go-ahead is over" in words(ruth.get(reverse("desk:letters")))


def test_a_stop_between_asking_and_printing_prints_nothing(story, ruth):
    """The go-ahead is decided again, closes, and no address leaves."""
    made = to_post(story)
    go_ahead(story)
    consent.withdraw(
        client=story.client.id,
        scope=consent.Scope.everything(),
        by=story.by_client("card"),
        at=clock.now(),
    )

    for do in ("print", "envelope"):
        refused = ruth.post(of(made, do), {"way": "post"}, follow=True)
        assert "needs an open go-ahead of today" in words(refused)
    assert the(story, Letter, pk=made).state == "ready"


def test_what_the_gate_says_at_this_moment_holds(story, ruth, monkeypatch):
    """Opened this morning, and not now: it is decided at the print, not before."""
    made = to_post(story)
    go_ahead(story)
    seen = Seen("later", "inside_agreed_hours", address=HOME)
    monkeypatch.setattr("afterword.desk.letters.look_again", lambda **_asked: seen)

    refused = ruth.post(of(made, "print"), {"way": "post"}, follow=True)

    assert "needs an open go-ahead of today" in words(refused)
    assert the(story, Letter, pk=made).state == "ready"


def test_a_letter_is_found_by_its_own_clinician_alone(story, ruth, client):
    """Everybody else gets not found, or is not let in."""
    made = ready(story.client, by=story.staff)
    urls = [of(made), reverse("desk:letters_of", args=[story.client.pk])]
    kim = factories.a_member(story.practice, Role.CLINICIAN)
    factories.a_clinician(story.practice, kim)
    far = factories.a_practice(set_up_at=clock.now())
    stranger = factories.a_member(far, Role.CLINICIAN)
    factories.a_clinician(far, stranger)
    from django.test import Client as Web

    for by in (kim, stranger):
        browser = sign_in(Web(), by)
        assert {browser.get(url).status_code for url in urls} == {404}
        assert browser.post(of(made, "call-off")).status_code == 404
        assert words(browser.get(reverse("desk:letters"))).count("Jo") == 0
    assert ruth.post(of(made, "burn")).status_code == 404
    assert the(story, Letter, pk=made).state == "ready"


def test_it_can_be_called_off(story, ruth):
    """It waits no more, and stays to be read."""
    made = ready(story.client, by=story.staff)
    assert "that wait to go" in words(ruth.get(reverse("desk:today")))

    ruth.post(of(made, "call-off"))

    assert "No letter waits to go" in words(ruth.get(reverse("desk:letters")))
    assert "Called off" in words(ruth.get(of(made)))


def test_made_ready_again_after_printing_it_still_goes_under_that(story, ruth):
    """The same version was printed: to say so twice changes nothing."""
    made, row = to_post(story), go_ahead(story)
    ruth.post(of(made, "print"), {"way": "post", "form": "usual"})
    ruth.post(of(made, "ready"))
    assert the(story, Letter, pk=made).state == "printed"

    done = ruth.post(reverse("desk:go_ahead_record", args=[row]), {"came": "done"})

    assert done.status_code == 303
    assert the(story, GoAhead, pk=row).came == "done"
    assert the(story, Letter, pk=made).state == "sent"


def test_handed_over_and_posted_too_is_two_copies(story, ruth):
    """It stays handed over; that a second one went by post is a line beside it."""
    made, row = to_post(story), go_ahead(story)
    ruth.post(of(made, "print"), {"way": "post", "form": "usual"})
    with practice(story.practice.id):
        Client.objects.update(status="current")
    ruth.post(of(made, "handed-over"))
    record = reverse("desk:go_ahead_record", args=[row])

    for _twice in range(2):
        assert ruth.post(record, {"came": "done"}).status_code == 303

    assert the(story, GoAhead, pk=row).came == "done"
    assert the(story, Letter, pk=made).state == "handed_over"
    with practice(story.practice.id):
        copies = LetterCopy.objects.order_by("at").values_list("says", flat=True)
        assert list(copies) == ["printed", "handed_over", "sent"]


def test_what_keeps_a_letter_from_being_sent_is_said(story, ruth, monkeypatch):
    """What came of the contact is written down all the same."""
    row = go_ahead(story)

    def changed(**_kept):
        raise LetterNotReadyError(())

    monkeypatch.setattr(letters_going, "mark_letter_sent", changed)
    record = reverse("desk:go_ahead_record", args=[row])
    done = ruth.post(record, {"came": "done"}, follow=True)

    assert done.status_code == 200
    assert str(LetterNotReadyError.for_people) in words(done)
    assert the(story, GoAhead, pk=row).came == "done"
