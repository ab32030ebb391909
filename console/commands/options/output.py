"""Command output: lines and tables for a terminal, JSON, and progress bars on a terminal only.

Untrusted text is written to a terminal only through this module, `stderr` and `status_line`, which escape
control characters and interpret no markup.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from console.views.text import plain_text
from feeds.errors import UserError

# Libraries and compression are imported where they are used: they take longer than most of what is printed.
if TYPE_CHECKING:
    from rich.console import Console

    from console.sources.loading import Progress as Report

# Terminal control and direction characters; JSON contains them only in strings.
_CONTROLS = re.compile(
    r"[\x00-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    r"\U000e0000-\U000e0fff]"
)
_JSON_SPACE = "\t\n\r"


def say(line: str) -> None:
    """Print *line* on standard output."""
    print(plain_text(line))


def write_script(text: str) -> None:
    """Print *text*, a script of this program, unchanged."""
    print(text)


def announce(url: str) -> None:
    """Print the address a server listens on."""
    say(f"listening on {url}")
    sys.stdout.flush()


@contextmanager
def progress(word: str = "reading") -> Iterator[Report | None]:
    """A callback for progress, as (done, total), shown as a bar on a terminal only."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(word), BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
    bar = Progress(
        *columns, TimeRemainingColumn(), console=Console(stderr=True, markup=False), transient=True
    )
    with bar:
        task = bar.add_task(word, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def event_output(path: str | None) -> Iterator[Callable[[bytes], object]]:
    """A writer of event lines to the recording *path*, atomically, or to standard output.

    Raises UserError if it cannot be written or is not named like a recording.
    """
    from feeds.recordings.whole_file import SUFFIXES, whole_file

    if path is None or path == "-":
        sys.stdout.flush()
        yield sys.stdout.buffer.write
        sys.stdout.buffer.flush()
        return
    if not path.endswith(SUFFIXES):
        raise UserError(f"{path}: a recording's name ends in .jsonl, .jsonl.gz or .jsonl.zst")
    with whole_file(path) as file:
        yield file.write


@contextmanager
def terminal() -> Iterator[Console]:
    """A console for tables, 100 columns wide if unknown; strips trailing blanks."""
    from rich.console import Console

    from console.views.terminal.report_table import WIDTH

    if sys.stdout.isatty():
        console = Console(highlight=False, markup=False, emoji=False)
    else:
        console = Console(highlight=False, markup=False, emoji=False, width=WIDTH, no_color=True)
    with console.capture() as captured:
        yield console
    for line in captured.get().splitlines():
        print(line.rstrip())


def event_screen() -> Console | None:
    """A console for coloured lines; None if standard output is not a terminal."""
    if not sys.stdout.isatty():
        return None
    from rich.console import Console

    return Console(highlight=False, markup=False, emoji=False, soft_wrap=True)


def json_text(found: Any, ensure_ascii: bool = False) -> str:
    """*found* as readable JSON: letters of all scripts unescaped, control characters escaped."""
    import msgspec

    # The standard library is quick without indents, and msgspec adds them quickly.
    text = json.dumps(found, ensure_ascii=ensure_ascii)
    try:
        return msgspec.json.format(_CONTROLS.sub(_escape, text), indent=1)
    except msgspec.DecodeError:  # half of a surrogate pair, which msgspec does not read even as an escape
        text = json.dumps(found, ensure_ascii=ensure_ascii, indent=1)
        return _CONTROLS.sub(lambda sign: "\n" if sign[0] == "\n" else _escape(sign), text)


def write_json(found: Any) -> None:
    """Print *found* as JSON, escaped if the encoding of standard output is not Unicode."""
    print(_json_text(found))


def write_json_line(found: Any) -> None:
    """Print *found* as JSON on one line, at once: another program may be waiting for it."""
    print(json.dumps(found), flush=True)


def write_json_list(head: dict[str, Any], name: str, items: Iterable[Any]) -> None:
    """Print *head* as JSON with *items* under *name* at its end, each as it is produced.

    Same text as `write_json`, without holding all of it in memory.
    """
    print(_json_text({**head, name: []}).removesuffix("]\n}"), end="")
    end = ""
    for item in items:
        indented = _json_text(item).replace("\n", "\n  ")
        print(f"{end}\n  {indented}", end="")
        end = ","
    print("\n ]\n}" if end else "]\n}")


def _json_text(found: Any) -> str:
    is_unicode = (sys.stdout.encoding or "").lower().startswith("utf")
    return json_text(found, ensure_ascii=not is_unicode)


def write_object(line: bytes, is_json: bool) -> None:
    """Print *line*, an object as received: byte for byte into a file or a pipe.

    On a terminal, control characters in JSON are escaped; in anything else they are always escaped.
    """
    text = line.decode("utf-8", "replace")
    print(text if is_json and not sys.stdout.isatty() else _CONTROLS.sub(_escape, text))


def _escape(found: re.Match[str]) -> str:
    """JSON's escape of a control character, or a space if it is whitespace between two tokens."""
    sign = found[0]
    if sign in _JSON_SPACE:
        return " "
    return "\\u007f" if sign == "\x7f" else json.dumps(sign)[1:-1]
