"""Gather what is known about one contact from every app that knows something.

It adds only what the contact itself makes true. What nobody knows stays absent,
and what the ledger says about consent is only ever made stricter here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from afterword.clinic import facts as clinic
from afterword.consent import facts as consent
from afterword.consent.queries import CODE
from afterword.consent.releases import told_in
from afterword.contact.drafting import Situation, is_covered
from afterword.contact.obligations import is_discreet
from afterword.ending import facts as ending
from afterword.rules.facts import Facts, Known, Members
from afterword.screening import facts as screening

ENCRYPTED = frozenset({"portal", "in_person"})
RELEASE = "release_of_information"
"""The ledger alone says it: to whom and what a release names is not for an asker."""
USES: Mapping[str, str] = {
    "dates": "dates",
    "contact_details": "contact",
    "summary": "content",
    "safety_plan": "content",
    "other": "content",
}
"""What telling each thing that a release can name uses of the record."""


def gather(situation: Situation, *, on: date, extra: Facts | None = None) -> Facts:
    """Give every known fact on a day. Inside an open practice only.

    ``extra`` is what the asker supplied; the practice's own record wins over it.
    """
    request = situation.draft.request
    about = {
        **_said(extra),
        **clinic.facts_about(request.client, clinician=request.sender, on=on),
        **ending.facts_about(request.client, on=on),
        **screening.facts_about(
            request.client,
            clinician=request.sender,
            on=on,
            purpose=request.purpose,
            relationship=request.relationship,
        ),
        **consent.facts_about(
            client=request.client,
            directive_id=request.directive_id,
            contact_point=request.contact_point,
            on=on,
            purpose=request.purpose,
            occasion=request.occasion,
        ),
        **_act(situation, on),
    }
    return Facts(about | _stricter(Facts(about), situation, on))


def _said(extra: Facts | None) -> Facts:
    """Take what the asker supplied, but never that the client released something."""
    said = extra or Facts()
    return Facts({name: fact for name, fact in said.items() if name != RELEASE})


def _act(situation: Situation, on: date) -> dict[str, Known]:
    draft = situation.draft
    request = draft.request
    values: dict[str, object] = {
        "purpose": request.purpose,
        "initiator": request.initiator,
        "sender_role": request.sender_role,
        "recipient": request.recipient,
        "content_class": request.content_class,
        "via": "direct",
        "data_source": "own_record",
        "data_used": Members(["contact"]),
        "attempts_made": situation.used,
    }
    if told := told_in(request.occasion):
        values["data_used"] = Members(sorted({USES[one] for one in told.shares}))
    if request.channel:
        values["channel"] = request.channel
        values["encrypted_channel"] = request.channel in ENCRYPTED
    if request.step or request.beside:
        # The calendar or the client starts it; nobody chose this day or these words.
        values["personal_motive"] = False
    if request.purpose == CODE:
        values["code_requested_here"] = situation.asked_here
    if (wording := draft.wording) is not None:
        values |= {
            "expects_reply": wording.template.expects_reply,
            "promotional": "no_promotion" not in wording.template.meets,
            "third_party_paid": False,
            "identity_revealed": False,  # no template takes a name
            "minimal_content": "minimum_necessary" in wording.template.meets,
            "opt_out_offered": "offer_stop" in wording.template.meets,
            "discreet": is_discreet(
                wording.sender_label, wording.subject, wording.text
            ),
        }
    return {name: Known(value, "computed", on) for name, value in values.items()}  # type: ignore[arg-type]


def _stricter(about: Facts, situation: Situation, on: date) -> dict[str, Known]:
    """Say no where the contact is outside what was agreed, whatever the ledger says."""
    request = situation.draft.request
    found: dict[str, Known] = {}
    if request.directive_id is not None:
        covered = situation.in_use and is_covered(situation, on=on)
        found["consent_covers_this"] = Known(covered, "ledger", on)
    if request.channel and not situation.in_use:
        found["channel_agreed"] = Known(value=False, source="ledger", as_of=on)
    by_guardian = about.get("consent_given_by")
    if isinstance(by_guardian, Known) and by_guardian.value == "guardian":
        ended = clinic.guardian_has_ended(request.client, on=on)
        if ended is not False and "consent_state" in about:
            found["consent_state"] = Known("lapsed", "computed", on)
    return found
