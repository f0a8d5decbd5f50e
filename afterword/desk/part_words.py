"""Words for the tasks of an ending and for the choices in them. It decides nothing."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy

from afterword.desk.wording import YES_NO, Words

TASKS: Words = {
    "facts": gettext_lazy("What kind of ending, and when"),
    "notice": gettext_lazy("How it was prepared"),
    "review": gettext_lazy("Looking back"),
    "measure": gettext_lazy("Questions at the end"),
    "keeping": gettext_lazy("Keeping going"),
    "signs": gettext_lazy("Early signs and setbacks"),
    "safety": gettext_lazy("A plan for the worst days"),
    "feelings": gettext_lazy("The ending itself"),
    "support": gettext_lazy("Other help"),
    "returning": gettext_lazy("Coming back"),
    "outside": gettext_lazy("If you meet elsewhere"),
    "contact": gettext_lazy("Contact after the ending"),
    "plan": gettext_lazy("The plan that they keep"),
    "records": gettext_lazy("Records"),
    "letters": gettext_lazy("Letters"),
    "closing": gettext_lazy("Last things"),
}
HEADINGS: Words = {
    "notice": gettext_lazy("How was the ending prepared?"),
    "review": gettext_lazy("What was it for, and what changed?"),
    "keeping": gettext_lazy("What keeps it going?"),
    "signs": gettext_lazy("How does a setback begin?"),
    "feelings": gettext_lazy("What about the ending itself?"),
    "support": gettext_lazy("Who else is there?"),
    "returning": gettext_lazy("Can they come back, and how?"),
    "outside": gettext_lazy("If you meet elsewhere"),
    "records": gettext_lazy("What happens to the records?"),
    "closing": gettext_lazy("Last things"),
}
LEADS: Words = {
    "review": gettext_lazy("Kept sealed. Whoever opens it stands in the record."),
    "keeping": gettext_lazy(
        "Written together. What helps can go into the plan that they keep."
    ),
    "signs": gettext_lazy(
        "Written together, in their words. It can go into the plan that they keep."
    ),
    "feelings": gettext_lazy(
        "For you, sealed. It goes into no letter and into no plan."
    ),
    "returning": gettext_lazy(
        "They read this in their letter. A door that is named open needs a way in."
    ),
    "support": gettext_lazy(
        "Numbers for an emergency are on the help page already, by country."
    ),
    "closing": gettext_lazy("Leave out what does not apply."),
}

_ASKED: Mapping[str, Words] = {
    "raised_by": {
        "client": gettext_lazy("The client"),
        "therapist": gettext_lazy("The clinician"),
        "both": gettext_lazy("Both at once"),
        "service": gettext_lazy("The practice or service"),
        "other": gettext_lazy("Somebody else, such as a payer"),
    },
    "gift": {
        "none": gettext_lazy("No"),
        "taken": gettext_lazy("It was taken"),
        "declined": gettext_lazy("It was declined"),
    },
    "may_return": {
        "yes_same": gettext_lazy("Yes, to the same clinician"),
        "yes_other": gettext_lazy("Yes, to somebody else in this practice"),
        "no": gettext_lazy("No, but somewhere else"),
    },
    "meeting": {
        "they_greet_first": gettext_lazy("They greet first, if they want to"),
        "nobody_greets": gettext_lazy("Nobody greets"),
        "other": gettext_lazy("Something else, written below"),
    },
    "voicemail": {
        "nothing": gettext_lazy("Nothing: no voicemail"),
        "name_and_number": gettext_lazy("A name and a number, no more"),
    },
    "fees": {
        "settled": gettext_lazy("Settled"),
        "open": gettext_lazy("Still open"),
        "none": gettext_lazy("There are none"),
    },
    "property": {
        "returned": gettext_lazy("Given back"),
        "open": gettext_lazy("Still here"),
        "none": gettext_lazy("There are none"),
    },
    "supervisor_told": {
        **YES_NO,
        "not_needed": gettext_lazy("Not needed"),
    },
    "copy_given": {
        **YES_NO,
        "declined": gettext_lazy("They did not want one"),
    },
    "signed": {
        "both": gettext_lazy("Both"),
        "clinician": gettext_lazy("The clinician"),
        "nobody": gettext_lazy("Nobody"),
    },
    "form": {
        "usual": gettext_lazy("As usual"),
        "large_print": gettext_lazy("Large print"),
        "easy_read": gettext_lazy("Easy to read"),
        "audio": gettext_lazy("To listen to"),
        "sign_language": gettext_lazy("In sign language"),
    },
    "needed": {
        "no": gettext_lazy("Not needed"),
        "declined": gettext_lazy("Offered, and they did not want one"),
        "existing": gettext_lazy("They have one already"),
        "made_today": gettext_lazy("Made together"),
    },
}
CHOICES: Mapping[str, Words] = {
    **_ASKED,
    **dict.fromkeys(
        (
            "alternatives_discussed",
            "pretext",
            "setback_explained",
            "discussed",
            "told_not_monitored",
            "told_no_third_parties",
            "retention_told",
            "access_told",
            "interpreter",
            "means_discussed",
        ),
        YES_NO,
    ),
}
