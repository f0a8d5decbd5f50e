"""The fixtures of everything that sends."""

from tests.mail import hands, sink, story

__all__ = ["hands", "sink", "story"]
