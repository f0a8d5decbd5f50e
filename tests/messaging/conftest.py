"""The fixtures of everything that sends."""

from tests.mail import hands, post_office, sink, story

__all__ = ["hands", "post_office", "sink", "story"]
