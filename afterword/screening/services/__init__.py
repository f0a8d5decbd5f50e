"""The verbs of screening. Each writes one line in the record.

They weigh nothing: what was declared is weighed by the gate, when somebody asks it.
"""

from afterword.screening.services.checking import (
    CHECKS_A_DAY,
    Answer,
    Asked,
    check_conflict,
    forget_asked,
    is_lead,
    read_check,
    settle_check,
)
from afterword.screening.services.declaring import Declaration, declare
from afterword.screening.services.planning import (
    Plan,
    raise_due,
    revisit,
    save_plan,
)

__all__ = [
    "CHECKS_A_DAY",
    "Answer",
    "Asked",
    "Declaration",
    "Plan",
    "check_conflict",
    "declare",
    "forget_asked",
    "is_lead",
    "raise_due",
    "read_check",
    "revisit",
    "save_plan",
    "settle_check",
]
