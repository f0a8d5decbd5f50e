"""The chart's words in the language of the page. The chart itself knows no Django."""

from __future__ import annotations

from django.utils.translation import gettext as _

from afterword.look.chart import Words


def chart_words() -> Words:
    """Give the words of the chart in the active language."""
    return Words(
        start=_("Start"),
        end=_("End"),
        ending=_("End"),
        chance=_("may be chance"),
        months=_("{count} months"),
        month=_("1 month"),
        week=_("1 week"),
        weeks=_("{count} weeks"),
        not_answered=_("Not answered"),
        prorated=_("Estimated from the answers given"),
        to=_("{low} to {high}"),
        caption_lower=_("{name}, {low} to {high}. Lower is easier."),
        caption_higher=_("{name}, {low} to {high}. Higher is easier."),
        title=_("Score at the start, the end and after"),
        title_after=_("Score at the end and after"),
    )
