"""What each line of the record says, in words. A line without words fails a test."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Words = Mapping[str, str | Promise]

EVENTS: Final[Words] = {
    "accounts.first_run_link_made": gettext_lazy("The first link to set up was made"),
    "accounts.invitation_called_off": gettext_lazy("An invitation was called off"),
    "accounts.invited": gettext_lazy("Somebody was invited"),
    "accounts.joined": gettext_lazy("Somebody took up an invitation"),
    "accounts.left": gettext_lazy("Somebody's work here was ended"),
    "accounts.link_mailed": gettext_lazy("An invitation was mailed"),
    "accounts.passkey_added": gettext_lazy("A passkey was added"),
    "accounts.passkey_removed": gettext_lazy("A passkey was removed"),
    "accounts.passkey_renamed": gettext_lazy("A passkey was renamed"),
    "accounts.password_changed": gettext_lazy("A password was changed"),
    "accounts.recovery_codes_made": gettext_lazy("Recovery codes were made"),
    "accounts.reset": gettext_lazy("Somebody's ways in were ended and made anew"),
    "accounts.roles_changed": gettext_lazy("Somebody's roles were changed"),
    "accounts.signed_in": gettext_lazy("Signed in"),
    "accounts.signed_out": gettext_lazy("Signed out"),
    "accounts.test_mailed": gettext_lazy("A test mail was sent"),
    "attention.finished": gettext_lazy("Something that waited was done"),
    "attention.passed_on": gettext_lazy("Something that waits was passed on"),
    "attention.raised": gettext_lazy("Something waits for a person"),
    "clinic.absence_reported": gettext_lazy("A clinician's absence was reported"),
    "clinic.address_added": gettext_lazy("An address was added"),
    "clinic.address_confirmed": gettext_lazy("An address was confirmed"),
    "clinic.address_retired": gettext_lazy("An address was taken out of use"),
    "clinic.address_noted_safe": gettext_lazy("They said an address is safe again"),
    "clinic.address_unsafe": gettext_lazy("An address was marked unsafe"),
    "clinic.clinician_added": gettext_lazy("A clinician was added"),
    "clinic.clinician_changed": gettext_lazy("A clinician's page was changed"),
    "clinic.fact_reported": gettext_lazy("A fact was reported"),
    "clinic.format_told": gettext_lazy("How somebody came was written down"),
    "clinic.import_begun": gettext_lazy("A file of a caseload was handed in"),
    "clinic.import_dropped": gettext_lazy("A file of a caseload was set aside"),
    "clinic.import_forgotten": gettext_lazy("A file of a caseload was thrown away"),
    "clinic.import_read": gettext_lazy("A file of a caseload was looked at"),
    "clinic.import_refusals_read": gettext_lazy("Refused rows were read"),
    "clinic.import_taken": gettext_lazy("An import was begun"),
    "clinic.import_undone": gettext_lazy("An import was undone"),
    "clinic.imported": gettext_lazy("People were imported"),
    "clinic.joined": gettext_lazy("Two people were said to have come together"),
    "clinic.leaving_reported": gettext_lazy("A clinician's leaving was reported"),
    "clinic.licence_accepted": gettext_lazy("Terms of a questionnaire were accepted"),
    "clinic.licence_taken_back": gettext_lazy(
        "Terms of a questionnaire are no longer accepted"
    ),
    "clinic.response_stated": gettext_lazy(
        "It was stated when answers about risk are looked at"
    ),
    "clinic.measure_entered": gettext_lazy("A questionnaire was filled in"),
    "clinic.outreach_limited": gettext_lazy("The number of attempts was set"),
    "clinic.own_rules_stated": gettext_lazy("A clinician stated own rules"),
    "clinic.parted": gettext_lazy("Somebody was said not to have come with others"),
    "clinic.person_added": gettext_lazy("A person was added"),
    "clinic.person_renamed": gettext_lazy("A person's name was changed"),
    "clinic.place_told": gettext_lazy("The client said where they are"),
    "clinic.practice_named": gettext_lazy("The practice was named"),
    "clinic.policies_adopted": gettext_lazy("House policies were chosen"),
    "clinic.practice_set_up": gettext_lazy("The practice was set up"),
    "clinic.return_reported": gettext_lazy("A client's return was reported"),
    "contact.closure_backed": gettext_lazy("Somebody stood behind a closure"),
    "contact.closure_begun": gettext_lazy("A closure was begun"),
    "contact.closure_called_off": gettext_lazy("A closure was called off"),
    "contact.closure_planned": gettext_lazy("A closure was planned"),
    "contact.closure_posted": gettext_lazy("Letters of a closure were told of"),
    "contact.closure_prepared": gettext_lazy("Letters of a closure were prepared"),
    "contact.closure_reconsidered": gettext_lazy("Who was left out is looked at again"),
    "contact.closure_released": gettext_lazy("Letters of a closure were opened"),
    "consent.address_changed": gettext_lazy("The client changed an address"),
    "consent.card_made": gettext_lazy("A card to stop was made"),
    "consent.claimed": gettext_lazy("A message was made ready to go"),
    "consent.code_asked": gettext_lazy("Somebody at a link asked for a code"),
    "consent.code_entered": gettext_lazy("A code was typed"),
    "consent.confirmed": gettext_lazy("The client agreed"),
    "consent.contact_reopened": gettext_lazy("The client opened contact again"),
    "consent.declined": gettext_lazy("The client said no"),
    "consent.hand_off_unknown": gettext_lazy("Nobody knows whether a message left"),
    "consent.journal_failed": gettext_lazy("The second copy of a stop was not written"),
    "consent.journal_replayed": gettext_lazy("Stops were read back in"),
    "consent.lapsed": gettext_lazy("An agreement ran out"),
    "consent.narrowed": gettext_lazy("An agreement was made narrower"),
    "consent.paused": gettext_lazy("An agreement was paused"),
    "consent.person_named": gettext_lazy("Somebody was named who could be told"),
    "consent.presumed_sent": gettext_lazy("A message was taken to have left"),
    "consent.proposed": gettext_lazy("An agreement was put before the client"),
    "consent.release_given": gettext_lazy("The client allowed telling somebody else"),
    "consent.release_withdrawn": gettext_lazy("The client took such a release back"),
    "consent.resumed": gettext_lazy("The client started an agreement again"),
    "consent.safe_contact_set": gettext_lazy("How the client is reached was set"),
    "consent.voided": gettext_lazy("An agreement was not confirmed in time"),
    "consent.withdrawn": gettext_lazy("Messages were stopped"),
    "contact.address_stopped": gettext_lazy("An address was stopped"),
    "contact.advice_recorded": gettext_lazy("Advice from outside was written down"),
    "contact.asked": gettext_lazy("Somebody asked whether contact is right"),
    "contact.begun": gettext_lazy("A message began to leave"),
    "contact.conditions_met": gettext_lazy("The conditions of a settlement were met"),
    "contact.consultation_asked": gettext_lazy("A colleague was asked for advice"),
    "contact.go_ahead_closed": gettext_lazy("A contact by hand was closed"),
    "contact.go_ahead_opened": gettext_lazy("A contact by hand was opened"),
    "contact.go_ahead_recorded": gettext_lazy(
        "What came of a contact by hand was written down"
    ),
    "contact.go_ahead_shown": gettext_lazy("A contact by hand was decided again"),
    "contact.handed_over": gettext_lazy("A message was handed over"),
    "contact.more_asked": gettext_lazy("A colleague needs more before they answer"),
    "contact.ruled": gettext_lazy("The gate answered before a message"),
    "contact.settled": gettext_lazy("A question was settled with a colleague"),
    "contact.settlement_declined": gettext_lazy("A colleague said no to a question"),
    "contact.standing_confirmed": gettext_lazy("A standing settlement was confirmed"),
    "contact.standing_ended": gettext_lazy("A standing settlement was ended"),
    "contact.standing_proposed": gettext_lazy("A standing settlement was proposed"),
    "contact.turned_away": gettext_lazy("The gate turned a message away"),
    "ending.choice_written": gettext_lazy("A client's choice was written down"),
    "ending.endings_opened_for": gettext_lazy("Endings were opened by an executor"),
    "ending.way_in_stated": gettext_lazy("An executor stated what happened"),
    "ending.way_in_closed": gettext_lazy("An executor's way in was closed"),
    "ending.way_in_confirmed": gettext_lazy("What an executor stated was confirmed"),
    "ending.leaving_announced": gettext_lazy("A clinician's last day was announced"),
    "ending.leaving_called_off": gettext_lazy("A clinician stays after all"),
    "ending.opened_by_event": gettext_lazy("An ending was opened by an event"),
    "ending.receiver_named": gettext_lazy("A colleague who takes over was named"),
    "ending.taken_over": gettext_lazy("Somebody went on with a colleague"),
    "ending.will_made": gettext_lazy("A professional will was made"),
    "ending.closed": gettext_lazy("An ending was closed"),
    "ending.contact_decided": gettext_lazy("Contact after the ending was written down"),
    "ending.came_back": gettext_lazy("Somebody who had stopped coming came back"),
    "ending.dropout_recorded": gettext_lazy("Somebody stopped coming"),
    "ending.facts_written": gettext_lazy("Facts of an ending were written down"),
    "ending.letter_called_off": gettext_lazy("A letter was called off"),
    "ending.letter_drafted": gettext_lazy("A letter was begun"),
    "ending.letter_edited": gettext_lazy("A letter was changed"),
    "ending.letter_handed_over": gettext_lazy("A letter was handed over in a session"),
    "ending.letter_printed": gettext_lazy("A letter was printed"),
    "ending.letter_readied": gettext_lazy("A letter was made ready"),
    "ending.letter_sent": gettext_lazy("A letter was posted"),
    "ending.measure_added": gettext_lazy("A questionnaire was added to an ending"),
    "ending.measure_taken_out": gettext_lazy("A questionnaire was taken out"),
    "ending.scores_taken": gettext_lazy("A file of scores was handed in"),
    "ending.scores_read": gettext_lazy("A file of scores was looked at"),
    "ending.scores_imported": gettext_lazy("Scores were imported"),
    "ending.scores_undone": gettext_lazy("An import of scores was undone"),
    "ending.scores_refusals_read": gettext_lazy("Refused rows of scores were read"),
    "ending.risk_looked_at": gettext_lazy("An answer about risk was looked at"),
    "ending.measure_settled": gettext_lazy("The questions of an ending were settled"),
    "ending.opened": gettext_lazy("An ending was opened"),
    "ending.paper_shown": gettext_lazy("A signed paper was handed in"),
    "ending.questions_answered": gettext_lazy("Questions were answered on the tablet"),
    "ending.plan_copy_read": gettext_lazy("A copy of a plan was asked for"),
    "ending.plan_deleted": gettext_lazy("The client deleted their plan"),
    "ending.plan_drafted": gettext_lazy("A plan was drafted in the session"),
    "ending.plan_given": gettext_lazy("The plan became the client's own"),
    "ending.plan_part_hidden": gettext_lazy("The client hid a part of their plan"),
    "ending.plan_part_shown": gettext_lazy("The client showed a part of their plan"),
    "ending.plan_read": gettext_lazy("A plan was asked for"),
    "ending.plan_shared": gettext_lazy("The client showed a copy of their plan"),
    "ending.plan_taken_back": gettext_lazy("The client took a copy back"),
    "ending.plan_undone": gettext_lazy("The client took a change back"),
    "ending.plan_written": gettext_lazy("The client changed their plan"),
    "ending.referral_noted": gettext_lazy("What came of a referral was written down"),
    "ending.referral_offered": gettext_lazy("A service was named to the client"),
    "ending.referral_sent": gettext_lazy("Something was sent to a service"),
    "ending.reopened": gettext_lazy("An ending was opened again"),
    "ending.tablet_given": gettext_lazy("The tablet was handed over"),
    "ending.part_written": gettext_lazy("A task of an ending was written down"),
    "ending.template_adapted": gettext_lazy("A template of endings was changed"),
    "ending.words_written": gettext_lazy("Words of an ending were written down"),
    "followup.answer_saved": gettext_lazy("The client saved an answer"),
    "followup.answers_read": gettext_lazy("Answers were marked as read"),
    "followup.answers_sent": gettext_lazy("The client sent their answers"),
    "followup.asked_for_contact": gettext_lazy("The client asked to be contacted"),
    "followup.code_not_sent": gettext_lazy("A code was not sent"),
    "followup.facts_confirmed": gettext_lazy("Facts for a check-in were confirmed"),
    "followup.planned": gettext_lazy("A check-in was planned"),
    "followup.started": gettext_lazy("The client began to answer"),
    "followup.step_changed": gettext_lazy("A check-in changed its state"),
    "followup.step_failed": gettext_lazy("Something went wrong with a check-in"),
    "followup.words_saved": gettext_lazy("The client saved words"),
    "messaging.delivered": gettext_lazy("The mail server answered"),
    "screening.conflict_checked": gettext_lazy("A conflict check was made"),
    "screening.conflict_forgotten": gettext_lazy("What was checked was destroyed"),
    "screening.conflict_read": gettext_lazy("A conflict check was looked at"),
    "screening.conflict_settled": gettext_lazy("A conflict check was talked over"),
    "screening.declared": gettext_lazy("A second relationship was declared"),
    "screening.planned": gettext_lazy("A second relationship was planned for"),
    "screening.revisited": gettext_lazy("A second relationship was looked at again"),
    "support.line_ended": gettext_lazy("A practice's word on a help line ended"),
    "support.line_written": gettext_lazy("A help line was added, put right or hidden"),
    "support.service_added": gettext_lazy("A service was added"),
    "support.service_changed": gettext_lazy("A service was changed"),
    "support.service_checked": gettext_lazy("A service was checked again"),
    "support.service_retired": gettext_lazy("A service was taken out of the list"),
    "support.services_dropped": gettext_lazy("A file of services was set aside"),
    "support.services_imported": gettext_lazy("Services were brought in from a file"),
    "support.services_read": gettext_lazy("A file of services was looked at"),
    "vault.opened": gettext_lazy("Sealed text was opened"),
}
"""One sentence for each line, in the order of their names."""

OUTCOMES: Final[Words] = {
    "done": gettext_lazy("Done"),
    "refused": gettext_lazy("Turned down"),
    "repeated": gettext_lazy("Done before"),
    "failed": gettext_lazy("Failed"),
    "require": gettext_lazy("You must"),
    "permit": gettext_lazy("Yes, like this"),
    "consult": gettext_lazy("Talk to someone first"),
    "hold": gettext_lazy("Cannot say yet"),
    "refuse": gettext_lazy("No"),
    "accepted": gettext_lazy("The mail server took it"),
    "rejected": gettext_lazy("The mail server refused it"),
    "cancelled": gettext_lazy("Called off"),
    "unknown": gettext_lazy("Not known"),
}
"""The outcomes by which the record can be filtered, and how they are said."""

PURPOSES: Final[Words] = {
    "read_answers": gettext_lazy("to read answers"),
    "read_ruling": gettext_lazy("to read a ruling"),
    "settle": gettext_lazy("to settle a question, without a name"),
    "read_step": gettext_lazy("to look at a check-in"),
    "referral": gettext_lazy("to refer somebody on"),
    "release": gettext_lazy("to write down what somebody else may be told"),
    "compare_packs": gettext_lazy("to compare rule packs"),
    "ask_about": gettext_lazy("to ask about a contact"),
    "go_ahead": gettext_lazy("to make a contact by hand"),
    "hand_off": gettext_lazy("to hand a message over"),
    "send_code": gettext_lazy("to send a code that was asked for"),
    "today": gettext_lazy("for the list of what waits"),
    "list": gettext_lazy("for the list of people"),
    "person": gettext_lazy("for the page of a person"),
    "ending": gettext_lazy("to hold an ending"),
    "closure": gettext_lazy("to post the letter of a closure"),
    "executor": gettext_lazy("in place of a clinician who cannot"),
    "leaving": gettext_lazy("because their clinician leaves"),
    "transfer": gettext_lazy("to go on with them"),
    "letter": gettext_lazy("to write or print a letter"),
    "attest": gettext_lazy("to look at a signed paper"),
    "check_in": gettext_lazy("to answer"),
    "own_pages": gettext_lazy("for their own pages"),
    "relationship": gettext_lazy("to look at a second relationship"),
    "conflict_check": gettext_lazy("to settle a conflict check"),
    "likeness": gettext_lazy("so that a conflict check finds them"),
}
"""Why sealed text was opened."""

DOORS: Final[Words] = {
    "portal": gettext_lazy("on their own page"),
    "card": gettext_lazy("by the card"),
    "link": gettext_lazy("by a link"),
    "form_code": gettext_lazy("by a code that was sent to them"),
    "one_click": gettext_lazy("by the mail programme's button"),
    "tablet": gettext_lazy("on the practice's tablet"),
    "paper": gettext_lazy("on paper"),
    "staff": gettext_lazy("told to staff"),
}


def event_words(name: str) -> str:
    """Say one line of the record. A name that nobody worded is shown as it is."""
    return str(EVENTS.get(name, name))


def outcome_words(outcome: str) -> str:
    """Say how it came out."""
    return str(OUTCOMES.get(outcome, outcome.replace("_", " ").capitalize()))


def purpose_words(why: str) -> str:
    """Say why sealed text was opened."""
    return str(PURPOSES.get(why, why.replace("_", " ")))


def door_words(door: str) -> str:
    """Say by which door the client came."""
    return str(DOORS.get(door, door)) if door else ""


def by_machine() -> str:
    """Name the machine as an actor."""
    return _("Afterword itself")
