"""The theme: all colours, type sizes and spacing; maps severity to colour, shape and word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum, StrEnum
from functools import cache

from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QIcon

from console.views.rows import Severity
from console.views.text import begun_text
from widgets.recent import Recent

KEPT_WIDTHS = 8_000  # cached text widths
STEPS = (100, 94, 88, 83)  # per cent a font is narrowed to before a text is shortened
# For Thai, Korean, Arabic script and emoji, on Linux, Windows and macOS.
FALLBACKS = (
    *("Noto Sans Thai", "Noto Sans CJK KR", "Noto Sans Arabic", "Noto Color Emoji"),
    *("Leelawadee UI", "Malgun Gothic", "Segoe UI", "Segoe UI Emoji"),
    *("Thonburi", "Apple SD Gothic Neo", "Geeza Pro", "Apple Color Emoji"),
)
ZOOMS = (0.75, 0.85, 1.0, 1.15, 1.3, 1.5, 1.75, 2.0, 2.5, 3.0)


class Ink(StrEnum):
    """Colours by purpose; the values are the fields of `Palette`."""

    GROUND = "ground"
    BAR = "bar"
    CARD = "card"
    HOVER = "hover"
    RAISED = "raised"
    EDGE = "edge"
    FIELD = "field"
    TRACK = "track"
    FILLED = "filled"
    TEXT = "text"
    MUTED = "muted"
    FAINT = "faint"
    ACCENT = "accent"
    ACCENT_FILL = "accent_fill"
    SELECTED = "selected"
    ON_ACCENT = "on_accent"
    LIVE = "live"
    LIVE_FILL = "live_fill"
    WARNING = "warning"
    WARNING_FILL = "warning_fill"
    WARNING_EDGE = "warning_edge"
    BREACH = "breach"
    BREACH_SOLID = "breach_solid"
    BREACH_FILL = "breach_fill"
    BREACH_EDGE = "breach_edge"
    ON_BADGE = "on_badge"
    AVAILABLE = "available"
    ON_CONTACT = "on_contact"
    HOLD = "hold"
    WRAP_UP = "wrap_up"
    RINGING = "ringing"
    NOT_READY = "not_ready"
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one theme. State hues are used on cards; warning and breach also on their fills."""

    name: str
    ground: str
    bar: str
    card: str
    hover: str
    raised: str
    edge: str
    field: str
    track: str
    filled: str
    text: str
    muted: str
    faint: str
    accent: str
    accent_fill: str
    selected: str
    on_accent: str
    live: str
    live_fill: str
    warning: str
    warning_fill: str
    warning_edge: str
    breach: str
    breach_solid: str
    breach_fill: str
    breach_edge: str
    on_badge: str
    available: str
    on_contact: str
    hold: str
    wrap_up: str
    ringing: str
    not_ready: str
    offline: str


DARK = Palette(
    name="dark",
    ground="#0d1115",
    bar="#12171d",
    card="#141a20",
    hover="#1b222a",
    raised="#252d37",
    edge="#252d36",
    field="#616d7b",
    track="#262e38",
    filled="#6b7a8a",
    text="#e8ecf3",
    muted="#a3adba",
    faint="#8894a3",
    accent="#5aa2f0",
    accent_fill="#2a4b70",
    selected="#14253a",
    on_accent="#f2f6fb",
    live="#3cbf96",
    live_fill="#10312a",
    warning="#f3b43f",
    warning_fill="#261f13",
    warning_edge="#8f6d24",
    breach="#ff9088",
    breach_solid="#ff6a60",
    breach_fill="#471c20",
    breach_edge="#ff6a60",
    on_badge="#1a0504",
    available="#3cbf96",
    on_contact="#5aa2f0",
    hold="#cba6f7",
    wrap_up="#988ef0",
    ringing="#45c6d8",
    not_ready="#93a0b0",
    offline="#808c9a",
)
LIGHT = Palette(
    name="light",
    ground="#eef1f5",
    bar="#ffffff",
    card="#ffffff",
    hover="#f2f6fb",
    raised="#e3e8ef",
    edge="#d3dae3",
    field="#7c8896",
    track="#dfe5ec",
    filled="#748291",
    text="#121922",
    muted="#475361",
    faint="#5a6675",
    accent="#1962bd",
    accent_fill="#1962bd",
    selected="#e1edfb",
    on_accent="#ffffff",
    live="#0b7052",
    live_fill="#dcf3ea",
    warning="#7d4c00",
    warning_fill="#fff0cc",
    warning_edge="#a8730c",
    breach="#a11a17",
    breach_solid="#b3231e",
    breach_fill="#ffe3e0",
    breach_edge="#d9453d",
    on_badge="#ffffff",
    available="#0b7052",
    on_contact="#1b63be",
    hold="#8443c8",
    wrap_up="#5a4bc4",
    ringing="#0a6d80",
    not_ready="#566273",
    offline="#606b7a",
)
# For systems that ask for high contrast.
HIGH_DARK = replace(
    DARK,
    name="dark, high contrast",
    **dict.fromkeys(("ground", "bar", "card"), "#000000"),
    **dict.fromkeys(("text", "edge", "field", "on_accent"), "#ffffff"),
    muted="#e3e8ef",
    faint="#d0d7e0",
    filled="#a9b6c4",
    track="#3a4653",
    accent="#9cc8ff",
    breach="#ffb3ad",
    offline="#b9c3cf",
    not_ready="#c6d0db",
    wrap_up="#b9b2ff",
)
HIGH_LIGHT = replace(
    LIGHT,
    name="light, high contrast",
    **dict.fromkeys(("ground", "bar", "card"), "#ffffff"),
    **dict.fromkeys(("text", "edge", "field"), "#000000"),
    muted="#1f2933",
    faint="#2b3641",
    filled="#4a5662",
    accent="#0b3f85",
    breach="#8a0f0c",
    warning="#5c3800",
    offline="#38424d",
    not_ready="#333d48",
    live="#064d38",
    available="#064d38",
    on_contact="#0f3f80",
    hold="#5c1f96",
    wrap_up="#3a2d99",
    ringing="#064857",
)
PALETTES = {palette.name: palette for palette in (DARK, LIGHT)}


class Shape(Enum):
    """The sign beside a word, so that nothing depends on colour alone; none could be read as a trend."""

    NOTHING = 0
    DOT = 1
    BLOCK = 2  # filled, with an exclamation mark


@dataclass(frozen=True, slots=True)
class Alarm:
    """How a severity is shown; its word is the view's, which knows what was missed.

    `ink` is that of words; a `figure` has its own: what is over a limit is as bright as any text, and its
    colour is in the sign beside it.
    """

    ink: Ink
    figure: Ink
    fill: Ink
    edge: Ink
    shape: Shape


ALARMS = {
    Severity.NONE: Alarm(Ink.TEXT, Ink.TEXT, Ink.CARD, Ink.EDGE, Shape.NOTHING),
    Severity.WARNING: Alarm(Ink.WARNING, Ink.WARNING, Ink.WARNING_FILL, Ink.WARNING_EDGE, Shape.DOT),
    Severity.BREACH: Alarm(Ink.BREACH, Ink.TEXT, Ink.BREACH_FILL, Ink.BREACH_EDGE, Shape.BLOCK),
}


@dataclass(frozen=True, slots=True)
class Band:
    """How a state is shown at a tile's edge: its hue, and the drawn parts of the edge, from 0 to 1."""

    ink: Ink
    parts: tuple[tuple[float, float], ...] = ((0.0, 1.0),)
    hollow: bool = False


BANDS = {
    "available": Band(Ink.AVAILABLE, ((0.28, 0.72),)),
    "on_contact": Band(Ink.ON_CONTACT),
    "hold": Band(Ink.HOLD, ((0.0, 0.42), (0.58, 1.0))),
    "wrap_up": Band(Ink.WRAP_UP, ((0.5, 1.0),)),
    "ringing": Band(Ink.RINGING, ((0.0, 0.24), (0.38, 0.62), (0.76, 1.0))),
    "not_ready": Band(Ink.NOT_READY, ((0.0, 1.0),), hollow=True),
    "offline": Band(Ink.OFFLINE, ((0.42, 0.58),)),
}
UNKNOWN_BAND = Band(Ink.NOT_READY, ((0.0, 1.0),), hollow=True)


class Type(Enum):
    """Type sizes: pixels at zoom 1, and whether bold."""

    BRAND = (18, True)
    HUGE = (34, True)
    COUNT = (24, True)
    FIGURE = (18, True)
    PLAIN_FIGURE = (18, False)
    LONG_TIME = (14, False)
    TITLE = (15, True)
    HEADING = (13, True)
    NAME = (13, True)
    TIME = (13, False)
    WORD = (12, False)
    WORD_BOLD = (12, True)
    SMALL = (11, False)
    TINY = (10, False)
    LARGE_NAME = (15, True)
    LARGE_TIME = (15, False)
    LARGE_WORD = (13, False)


class Theme:
    """A palette, zoom and font; created once for a window and passed to all its widgets.

    Caches fonts, metrics and text widths, since painting needs thousands of them.
    """

    def __init__(self, palette: Palette = DARK, zoom: float = 1.0, family: str = "") -> None:
        self.palette = palette
        self.zoom = zoom
        self.family = family or _system_family()
        self.icons: dict[tuple[str, Ink, int], QIcon] = {}  # by name, ink and size: see `icons.icon`
        self._colours: dict[Ink, QColor] = {}
        self._fonts: dict[tuple[Type, int], tuple[QFont, QFontMetrics]] = {}
        self._widths: Recent[tuple[Type, int, str], int] = Recent(KEPT_WIDTHS)

    def px(self, length: float) -> int:
        """*length* at zoom 1 converted to whole pixels; nonzero lengths stay at least one."""
        return 0 if length == 0 else max(1, round(length * self.zoom))

    def colour(self, ink: Ink) -> QColor:
        """The colour for *ink*."""
        found = self._colours.get(ink)
        if found is None:
            found = self._colours[ink] = QColor(getattr(self.palette, ink.value))
        return found

    def font(self, kind: Type, stretch: int = 100) -> QFont:
        """The font of *kind*, narrowed to *stretch* per cent."""
        return self._font(kind, stretch)[0]

    def metrics(self, kind: Type, stretch: int = 100) -> QFontMetrics:
        """The metrics of the font of *kind*."""
        return self._font(kind, stretch)[1]

    def height(self, kind: Type) -> int:
        """The height in pixels of one line of *kind*, from its highest to its lowest glyph."""
        metrics = self._font(kind, 100)[1]
        return metrics.ascent() + metrics.descent()

    def width(self, kind: Type, text: str, stretch: int = 100) -> int:
        """Width of *text* in pixels."""
        key = (kind, stretch, text)
        found = self._widths.find(key)
        if found is None:
            found = self._widths.keep(key, self.metrics(kind, stretch).horizontalAdvance(text))
        return found

    def fitted(self, kind: Type, text: str, room: int) -> tuple[str, int]:
        """*text* fitted to *room* pixels: narrowed if needed, shortened as a last resort.

        Returns the text and the stretch of its font in per cent.
        """
        for stretch in STEPS:
            if self.width(kind, text, stretch) <= room:
                return text, stretch
        width = self.metrics(kind, STEPS[-1]).horizontalAdvance
        return shortened(text, lambda shown: width(shown) <= room), STEPS[-1]

    def _font(self, kind: Type, stretch: int) -> tuple[QFont, QFontMetrics]:
        found = self._fonts.get((kind, stretch))
        if found is None:
            size, bold = kind.value
            font = tabular(self.family, self.px(size), bold)
            font.setStretch(stretch)
            found = self._fonts[kind, stretch] = (font, QFontMetrics(font))
        return found


def shortened(text: str, fits: Callable[[str], bool]) -> str:
    """The longest prefix of *text* that *fits* with an ellipsis; only the ellipsis if need be."""
    least, most = 0, len(text)
    while least < most:
        middle = (least + most + 1) // 2
        if fits(begun_text(text, middle)):
            least = middle
        else:
            most = middle - 1
    return begun_text(text, least)


@cache
def fallbacks() -> tuple[str, ...]:
    """The families used for scripts that the system's own lacks, as far as they are installed."""
    return tuple(family for family in FALLBACKS if QFontDatabase.hasFamily(family))


def tabular(family: str, pixels: int, bold: bool) -> QFont:
    """A font with tabular figures, so that a ticking time does not jitter."""
    font = QFont([family, *fallbacks()])
    font.setPixelSize(max(1, pixels))
    font.setBold(bold)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def zoom_for(width: int, height: int) -> float:
    """The zoom that makes a picture of *width* × *height* pixels as readable as one of 1600 × 1000.

    >>> zoom_for(3840, 2160), zoom_for(1920, 1080), zoom_for(1280, 800)
    (2.0, 1.0, 1.0)
    """
    roomy = min(width / 1600, height / 1000)
    return max(zoom for zoom in ZOOMS if zoom <= max(1.0, roomy))


def _system_family() -> str:
    return QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
