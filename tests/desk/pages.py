"""Reading a page in tests: its words without its marks."""

from __future__ import annotations

import re
from typing import Any


def words(answer: Any) -> str:
    """Give a page's text without its marks, and without what stands in its head."""
    text = answer.content.decode()
    text = re.sub(r"<head.*?</head>", " ", text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def title(answer: Any) -> str:
    """Give a page's title."""
    found = re.search(r"<title>(.*?)</title>", answer.content.decode(), re.DOTALL)
    return found[1] if found else ""
