"""The closed lists of the directory: what a service is for, and what it costs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NEEDS: Final[Mapping[str, str | Promise]] = {
    "talking": _("Talking therapy"),
    "group": _("Group or skills course"),
    "peer": _("Peer support"),
    "self_help": _("Self-help"),
    "crisis": _("Crisis care"),
    "psychiatry": _("Psychiatry and medication"),
    "doctor": _("Family doctor and physical health"),
    "addiction": _("Alcohol, drugs, gambling"),
    "eating": _("Eating"),
    "trauma": _("Trauma"),
    "bereavement": _("Bereavement"),
    "couples_families": _("Couples and families"),
    "young_people": _("Children and young people"),
    "older_people": _("Older people"),
    "parents": _("Pregnancy and parents"),
    "violence": _("Violence and abuse"),
    "identity": _("Gender and sexuality"),
    "culture": _("Culture, faith, migration"),
    "carers": _("People who care for others"),
    "neurodivergence": _("Autism and ADHD"),
    "disability": _("Disability"),
    "money": _("Money, benefits, debt"),
    "housing": _("Housing"),
    "work": _("Work and study"),
    "law": _("Legal advice"),
    "other": _("Something else"),
}
COSTS: Final[Mapping[str, str | Promise]] = {
    "free": _("Free"),
    "sliding": _("By income"),
    "insured": _("Paid by insurance"),
    "paid": _("Paid by the person"),
    "unknown": _("Not known"),
}
