"""Charts as SVG, in light and dark.

Phase: cold. May import: the standard library.

Two kinds are needed and both are small, so no library draws them: the same results give the same bytes on every
machine, which lets a test compare them.
"""

from __future__ import annotations

from html import escape
from math import log10
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH = 860
_LABELS = 280
_NOTES = 120
_BAR = 15
_GAP = 3
_BETWEEN = 11
_TOP = 84
_FONT = "-apple-system, 'Segoe UI', 'Noto Sans', Helvetica, Arial, sans-serif"


class Theme(NamedTuple):
    """Colours.

    Attributes:
        name: "light" or "dark".
        ground: the background.
        ink: titles and labels.
        faint: notes and axes.
        line: grid lines.
        colours: what bars and lines may be coloured with: name → colour.
    """

    name: str
    ground: str
    ink: str
    faint: str
    line: str
    colours: dict[str, str]


THEMES = (
    Theme("light", "#ffffff", "#1f2328", "#59636e", "#d1d9e0",
          {"ours": "#0969da", "strong": "#8250df", "other": "#8c959f", "weak": "#c8ced5"}),
    Theme("dark", "#0d1117", "#f0f6fc", "#9198a1", "#30363d",
          {"ours": "#4493f8", "strong": "#ab7df8", "other": "#7d8590", "weak": "#484f58"}),
)  # fmt: skip


class Bar(NamedTuple):
    """One bar.

    Attributes:
        value: its length, in the unit of the chart.
        text: what stands at its end.
        colour: a name of the theme's colours.
    """

    value: float
    text: str
    colour: str


class Row(NamedTuple):
    """A label with its bars; one without bars shows its note instead.

    Attributes:
        label: the label.
        bars: the bars, from top to bottom.
        note: what is said where there is no bar.
    """

    label: str
    bars: tuple[Bar, ...] = ()
    note: str = ""


class Line(NamedTuple):
    """One line of a chart with logarithmic axes.

    Attributes:
        label: what stands at its end.
        points: (x, y), both above zero, x rising.
        colour: a name of the theme's colours.
    """

    label: str
    points: tuple[tuple[float, float], ...]
    colour: str


def bars(
    title: str, subtitle: str, rows: Sequence[Row], theme: Theme, *, legend: dict[str, str] | None = None,
    mark: float | None = None,
) -> str:  # fmt: skip
    """Return a chart of horizontal bars.

    Parameters:
        title: its title.
        subtitle: what the bars mean, with the unit.
        rows: from top to bottom.
        theme: the colours.
        legend: name of a colour → what it stands for.
        mark: a value at which a vertical line is drawn.
    """
    longest = max(bar.value for row in rows for bar in row.bars)
    scale = (WIDTH - _LABELS - _NOTES) / longest
    parts, y = _legend(legend or {}, theme), _TOP + (24 if legend else 0)
    first = y
    for row in rows:
        height = max(len(row.bars), 1) * (_BAR + _GAP) - _GAP
        parts.append(_text(_LABELS - 12, y + height / 2 + 4, row.label, theme.ink, anchor="end"))
        if not row.bars:
            parts.append(_text(_LABELS, y + height / 2 + 4, row.note, theme.faint, style="italic"))
        for number, bar in enumerate(row.bars):
            top = y + number * (_BAR + _GAP)
            width = max(bar.value * scale, 1.5)
            parts.append(
                f'<rect x="{_LABELS}" y="{top}" width="{width:.1f}" height="{_BAR}" rx="3" '
                f'fill="{theme.colours[bar.colour]}"/>'
            )
            parts.append(_text(_LABELS + width + 7, top + 12, bar.text, theme.faint, size=12))
        y += height + _BETWEEN
    if mark is not None:
        x = _LABELS + mark * scale
        parts.insert(0, f'<path d="M{x:.1f} {first - 6}V{y - 4}" stroke="{theme.line}" stroke-width="1.5"/>')
    return _document(title, subtitle, parts, y + 12, theme)


def lines(title: str, subtitle: str, across: str, series: Sequence[Line], theme: Theme) -> str:
    """Return a chart of lines with logarithmic axes.

    Parameters:
        title: its title.
        subtitle: what the height means, with the unit.
        across: what the width means.
        series: the lines.
        theme: the colours.
    """
    left, right, top, bottom = 76, WIDTH - 210, _TOP + 6, 430
    xs = [log10(x) for line in series for x, _ in line.points]
    ys = [log10(y) for line in series for _, y in line.points]
    low, high = int(min(ys) // 1), int(-(-max(ys) // 1))

    def place(x: float, y: float) -> tuple[float, float]:
        over = (log10(x) - min(xs)) / (max(xs) - min(xs))
        return left + over * (right - left), bottom - (log10(y) - low) / (high - low) * (bottom - top)

    parts = []
    for power in range(low, high + 1):
        _, y = place(10 ** min(xs), 10.0**power)
        parts.append(f'<path d="M{left} {y:.1f}H{right}" stroke="{theme.line}"/>')
        parts.append(_text(left - 10, y + 4, f"{10.0**power:,.0f}", theme.faint, anchor="end", size=12))
    for x in sorted({point[0] for line in series for point in line.points}):
        at, _ = place(x, 10.0**low)
        parts.append(_text(at, bottom + 22, f"{x:,.0f}", theme.faint, anchor="middle", size=12))
    parts.append(_text((left + right) / 2, bottom + 44, across, theme.faint, anchor="middle", size=12))
    ends = _spread([place(*line.points[-1])[1] for line in series])
    for line, end in zip(series, ends, strict=True):
        colour = theme.colours[line.colour]
        placed = [place(*point) for point in line.points]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in placed)
        parts.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2.5" stroke-linejoin="round"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>' for x, y in placed]
        parts.append(_text(right + 14, end + 4, line.label, colour, weight="600"))
    return _document(title, subtitle, parts, bottom + 62, theme)


def _spread(heights: Sequence[float], least: float = 18) -> list[float]:
    """Return *heights* moved apart so that labels at them don't overlap."""
    moved = dict.fromkeys(range(len(heights)), 0.0)
    before = -1e9
    for position in sorted(moved, key=lambda number: heights[number]):
        before = moved[position] = max(heights[position], before + least)
    return [moved[number] for number in range(len(heights))]


def _legend(legend: dict[str, str], theme: Theme) -> list[str]:
    parts, x = [], _LABELS
    for colour, text in legend.items():
        parts.append(f'<rect x="{x}" y="76" width="12" height="12" rx="3" fill="{theme.colours[colour]}"/>')
        parts.append(_text(x + 18, 87, text, theme.faint, size=12))
        x += 40 + 7 * len(text)
    return parts


def _text(
    x: float, y: float, text: str, colour: str, *, anchor: str = "start", size: int = 13, weight: str = "400",
    style: str = "normal",
) -> str:  # fmt: skip
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" font-size="{size}" font-weight="{weight}" '
        f'font-style="{style}" text-anchor="{anchor}">{escape(text)}</text>'
    )


def _document(title: str, subtitle: str, parts: Sequence[str], height: float, theme: Theme) -> str:
    head = [
        f'<rect width="{WIDTH}" height="{height:.0f}" rx="8" fill="{theme.ground}"/>',
        _text(24, 36, title, theme.ink, size=18, weight="600"),
        _text(24, 58, subtitle, theme.faint),
    ]
    body = "\n".join([*head, *parts])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" '
        f'height="{height:.0f}" font-family="{_FONT}" role="img" aria-label="{escape(title)}">\n{body}\n</svg>\n'
    )
