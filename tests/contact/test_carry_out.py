"""What leaves, leaves under one ruling, once, and to the address that was agreed."""

from __future__ import annotations

import pytest

from afterword.audit.actors import machine
from afterword.contact import services as gate
from afterword.followup import services as followup
from afterword.followup.models import Step
from afterword.followup.sending import request_for
from afterword.tenancy import practice

pytestmark = pytest.mark.django_db(transaction=True)


def test_x(story, hands, sink):
    at = hands.now
    from afterword.rules.explaining import explain

    with practice(story.practice.id):
        from afterword.followup import steps

        steps.refresh(by=machine(story.practice.id), at=at)
        step = Step.objects.get(key="m1")
        print(step.due_on, step.state)
        request = request_for(step, at=at)
    w = gate.preview(request=request, by=machine(story.practice.id), at=at)
    print(w.decision.outcome, w.decision.line, w.unmet)
    print(explain(w.decision).sentences)
    print(
        [
            (f.rule.id, f.role, f.fired, f.doubtful)
            for f in w.decision.findings
            if f.role != "oblige"
        ]
    )
    print(explain(w.decision).not_covered, w.obligations)
    r = followup.sweep(story.practice.id, at=at)
    print(r)
    print(sink.messages()[0].raw.decode())
    assert 0
