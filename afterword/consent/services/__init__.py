"""The verbs of consent. Each writes one line in the record, whatever came of it."""

from afterword.consent.scopes import Scope
from afterword.consent.services.changing import (
    change_address,
    lapse,
    narrow,
    pause,
    reopen_contact,
    resume,
)
from afterword.consent.services.naming import name_person
from afterword.consent.services.proposing import (
    BARRED_ENDINGS,
    confirm_directive,
    decline,
    propose,
    void_unconfirmed,
)
from afterword.consent.services.reaching import Reach, set_safe_contact
from afterword.consent.services.releasing import (
    Release,
    give_release,
    withdraw_release,
)
from afterword.consent.services.withdrawing import (
    Done,
    OneMayBeOnItsWay,
    Withdrawal,
    say_no_contact,
    say_no_replies,
    withdraw,
)

__all__ = [
    "BARRED_ENDINGS",
    "Done",
    "OneMayBeOnItsWay",
    "Reach",
    "Release",
    "Scope",
    "Withdrawal",
    "change_address",
    "confirm_directive",
    "decline",
    "give_release",
    "lapse",
    "name_person",
    "narrow",
    "pause",
    "propose",
    "reopen_contact",
    "resume",
    "say_no_contact",
    "say_no_replies",
    "set_safe_contact",
    "void_unconfirmed",
    "withdraw",
    "withdraw_release",
]
