"""What the stylesheet promises: contrast in both schemes, one place for colours."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

STATIC = files("afterword") / "static"
SHEET = (STATIC / "site.css").read_text(encoding="utf-8")
PLAIN = re.sub(r"/\*.*?\*/", "", SHEET, flags=re.DOTALL)
LAYERS = ["reset", "tokens", "base", "layout", "parts", "states", "print"]
TEXT = 7.0
EDGE = 3.0
PAGES = ("page", "surface")
OUTCOMES = ("permit", "require", "consult", "hold", "refuse")


def block(text: str, start: int) -> str:
    """Give what stands between the braces that open at or after ``start``."""
    open_at = text.index("{", start)
    depth = 0
    for i in range(open_at, len(text)):
        depth += {"{": 1, "}": -1}.get(text[i], 0)
        if depth == 0:
            return text[open_at + 1 : i]
    raise AssertionError("a brace is never closed")


def layer(name: str) -> str:
    return block(PLAIN, PLAIN.index(f"@layer {name} {{"))


def colours(text: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{3,6})\b", text))


TOKENS = layer("tokens")
LIGHT = colours(block(TOKENS, TOKENS.index(":root")))
DARK_AT = TOKENS.index("@media (prefers-color-scheme: dark)")
DARK = {**LIGHT, **colours(block(TOKENS, DARK_AT))}
SCHEMES = {"light": LIGHT, "dark": DARK}


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [
        p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, two: str) -> float:
    light, dark = sorted((luminance(one), luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def text_pairs() -> list[tuple[str, str]]:
    """Every text colour on every ground on which it stands."""
    pairs = [
        (text, ground)
        for text in ("ink", "muted", "accent", "accent-strong", "danger")
        for ground in PAGES
    ]
    pairs += [("ink", "sunk"), ("muted", "sunk"), ("accent-strong", "sunk")]
    pairs += [("on-accent", "accent"), ("on-accent", "accent-strong")]
    pairs += [("danger", "danger-bg"), ("surface", "danger")]
    for outcome in OUTCOMES:
        pairs += [(text, f"{outcome}-bg") for text in (outcome, "ink", "muted")]
    return pairs


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("text", "ground"), text_pairs())
def test_every_text_reaches_seven_to_one(scheme, text, ground):
    """AAA in both schemes, recomputed from the stylesheet itself."""
    tokens = SCHEMES[scheme]

    assert contrast(tokens[text], tokens[ground]) >= TEXT


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("edge", ["edge", "focus", "accent", "danger"])
@pytest.mark.parametrize("ground", [*PAGES, "sunk"])
def test_every_edge_that_means_something_reaches_three_to_one(scheme, edge, ground):
    """Borders of fields, the focus ring, strokes of the chart."""
    tokens = SCHEMES[scheme]

    assert contrast(tokens[edge], tokens[ground]) >= EDGE


def test_the_formula_is_the_one_of_wcag():
    """Black on white is 21 to 1; the palest ink of the light scheme is as written."""
    assert round(contrast("#000", "#fff"), 2) == 21.0
    assert round(contrast("#1d2529", "#faf8f4"), 1) == 14.7
    assert round(contrast("#6a4800", "#fbf1dc"), 1) == 7.4


def test_the_dark_scheme_gives_every_colour_again():
    """A colour forgotten in the dark would shine through from the light."""
    assert set(colours(block(TOKENS, DARK_AT))) == set(LIGHT)


def test_print_is_black_on_white():
    """Every colour token is reset, so that a dark screen prints dark on light."""
    printed = colours(block(TOKENS, TOKENS.index("@media print")))

    assert set(printed) == set(LIGHT)
    assert set(printed.values()) == {"#000", "#fff"}


def test_the_layers_stand_in_their_order():
    """Later layers win, so the order is the design."""
    assert re.findall(r"@layer ([a-z]+) \{", PLAIN) == LAYERS
    assert f"@layer {', '.join(LAYERS)};" in PLAIN


@pytest.mark.parametrize("name", [name for name in LAYERS if name != "tokens"])
def test_colours_stand_in_the_tokens_alone(name):
    """No literal elsewhere: neither hexadecimal, nor a function, nor a name."""
    found = re.findall(
        r":[^;{}]*?(#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|oklch|lab|hwb)a?\()"
        r"|:\s*[^;{}]*?\b(white|black|red|green|blue|gr[ae]y|silver|navy|teal)\b",
        layer(name),
    )

    assert found == []


def test_directions_are_logical():
    """Right-to-left needs no second file: no left, right, width or height."""
    physical = re.findall(
        r"(?<![\w-])((?:margin|padding|border|inset)?-?(?:left|right|top|bottom)"
        r"(?:-[a-z]+)?|(?:min-|max-)?(?:width|height))\s*:",
        re.sub(r"@media[^{]*", "", PLAIN),
    )

    assert physical == []
    assert not re.search(r"(?:float|text-align|clear):\s*(?:left|right)", PLAIN)
    bare = re.sub(r"\([^()]*\)", "x", PLAIN)
    values = re.findall(r"(?<![\w-])(?:margin|padding|inset):([^;{}]*);", bare)
    assert values
    assert all(len(value.split()) < 4 for value in values)


def test_nothing_is_forced_and_nothing_is_named_by_id():
    """Layers do the work of importance; ids are for links."""
    assert "!important" not in PLAIN
    selectors = re.findall(r"(?:^|[}{;])\s*([^@{};]+)\{", PLAIN)
    assert not [s for s in selectors if re.search(r"#[a-z]", s)]


def test_style_and_script_are_small():
    """20 kB for the style, 1 kB for the way out."""
    assert len(SHEET.encode()) <= 20_000
    assert len((STATIC / "leave.js").read_bytes()) <= 1024


def test_the_focus_is_never_taken_away():
    """Only an answer's own dot has no ring: its whole row has one."""
    without = re.findall(r"([^{};]+)\{[^{}]*outline:\s*(?:0|none)\b", PLAIN)

    assert [selector.strip() for selector in without] == [".answers input"]
    assert ".answers label:has(:focus-visible)" in PLAIN


@pytest.mark.parametrize(
    "wanted",
    [
        "prefers-color-scheme: dark",
        "prefers-contrast: more",
        "forced-colors: active",
        "prefers-reduced-motion: no-preference",
        "@media print",
    ],
)
def test_what_a_person_asked_their_system_for_is_heard(wanted):
    """Dark, more contrast, forced colours, no motion, paper."""
    assert wanted in PLAIN
