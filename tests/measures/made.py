"""What the tests of the measures make for themselves."""

import datetime as dt

from afterword.measures.parts import Evidence, Reliability

READ = Evidence(source="a test", grade="primary", read_on=dt.date(2026, 11, 23))


def values(sd, reliability):
    """What reliable change needs, with a source that is this test."""
    return Reliability(sd=sd, reliability=reliability, evidence=READ)
