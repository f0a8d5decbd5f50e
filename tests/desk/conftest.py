"""The fixtures of the desk's pages about contact."""

from tests.mail import hands, post_office, sink, story

__all__ = ["hands", "post_office", "sink", "story"]
