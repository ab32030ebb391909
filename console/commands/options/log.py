"""Options that several commands share: which log, at which instant, over which window."""

from __future__ import annotations

from console.commands.options.output import progress
from console.commands.options.stderr import remark
from console.floor.state import HORIZON_HOURS, FloorState
from console.metrics.reading.windows import Window, day, instant_in_day, rolling, window_ms
from console.settings.settings_files import read_site
from console.sources.loading import Loaded, Logs, load
from console.views.blind_spans import blind_spans_text
from console.views.text import window_text
from feeds.errors import UserError
from feeds.events import SiteSettings, instant_text


def window_length(text: str) -> int | None:
    """The length of --window in ms; None for the day so far. Raises UserError."""
    try:
        return window_ms(text)
    except ValueError as error:
        raise UserError(f"--window {error}") from None


def instant_asked(text: str | None, loaded: Loaded) -> tuple[int, SiteSettings]:
    """The requested instant (default: the log's end), and the site's settings then."""
    floor = loaded.floor
    if not floor.applied and not floor.roster.by_index and not floor.queues.by_index:
        raise UserError("the log holds no event that could be read; `floorlight check` says why")
    if text is None:
        return floor.latest, floor.site.at(floor.latest)
    try:
        now = instant_in_day(text, floor.site.at(floor.latest), floor.latest)
    except ValueError as error:
        raise UserError(f"--at {error}") from None
    if now < floor.opened_from:
        began = instant_text(floor.opened_from)
        raise UserError(f"--at {text}: the day that is opened begins at {began}; name an earlier --day")
    return now, floor.site.at(now)


def window_asked(length: int | None, settings: SiteSettings, now: int, floor: FloorState) -> Window:
    """The window of *length* ms that ends at *now*; None is the day so far.

    Raises UserError if *floor* no longer holds its beginning.
    """
    window = day(settings, now) if length is None else rolling(now, length)
    held = floor.since if floor.horizon_ms is None else floor.latest - floor.horizon_ms
    if floor.since < held and window.start < held:
        raise UserError(
            f"a window of {window_text(window.seconds)}: a day is opened with the {HORIZON_HOURS} hours "
            "before it; name a shorter one"
        )
    return window


def load_logs(logs: Logs, site: str | None) -> Loaded:
    """Load *logs* into one floor, with the site file *site*. Raises UserError."""
    settings = None if site is None else read_site(site)
    with progress() as report:
        loaded = load(logs, settings, report)
    report_problems(loaded)
    return loaded


def report_problems(loaded: Loaded) -> None:
    """Report truncated recordings and blind spans on stderr."""
    for words in filter(None, (*loaded.cuts, blind_spans_text(loaded.floor))):
        remark(f"floorlight: {words}")
