"""Writing what a command found: lines and tables for a terminal, JSON, and progress on a terminal only.

Nothing from outside reaches a terminal but through here, `remarks` and `status_line`: no control character of
it is written, and none of it is read as markup.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from console.sources.loading import Progress as Report
from console.views.terminal.report_table import WIDTH
from console.views.text import plain_text
from feeds.errors import UserError
from feeds.recordings.whole_file import SUFFIXES, whole_file

# What a terminal may obey, or what changes the order of what it shows; none of it is of JSON but in a string.
_CONTROLS = re.compile(
    r"[\x00-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    r"\U000e0000-\U000e0fff]"
)
_JSON_SPACE = "\t\n\r"


def say(line: str) -> None:
    """Print *line* on standard output."""
    print(plain_text(line))


def write_script(text: str) -> None:
    """Print *text*, a script of the program's own, as it is."""
    print(text)


def announce(url: str) -> None:
    """Say at which address a server may be reached now."""
    say(f"listening on {url}")
    sys.stdout.flush()


@contextmanager
def progress(word: str = "reading") -> Iterator[Report | None]:
    """What long work reports its progress to, as (done, total); a bar, and only on a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    columns = (TextColumn(word), BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
    bar = Progress(
        *columns, TimeRemainingColumn(), console=Console(stderr=True, markup=False), transient=True
    )
    with bar:
        task = bar.add_task(word, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def event_output(path: str | None) -> Iterator[Callable[[bytes], object]]:
    """What writes lines of events to the recording *path*, whole or not at all; else to standard output.

    Raises UserError where it cannot be written, or its name is no recording's.
    """
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
    """The terminal to print tables on, 100 columns wide where it does not say; no line ends in blanks."""
    if sys.stdout.isatty():
        console = Console(highlight=False, markup=False, emoji=False)
    else:
        console = Console(highlight=False, markup=False, emoji=False, width=WIDTH, no_color=True)
    with console.capture() as captured:
        yield console
    for line in captured.get().splitlines():
        print(line.rstrip())


def event_screen() -> Console | None:
    """The terminal to print coloured lines on as they come; None where standard output is none."""
    if not sys.stdout.isatty():
        return None
    return Console(highlight=False, markup=False, emoji=False, soft_wrap=True)


def json_text(found: Any, ensure_ascii: bool = False) -> str:
    """*found* as JSON for a person to read: letters of all scripts stand in it, controls as escapes."""
    # The standard library is quick without indents, and msgspec adds them quickly.
    text = json.dumps(found, ensure_ascii=ensure_ascii)
    return msgspec.json.format(_CONTROLS.sub(_escape, text), indent=1)


def write_json(found: Any) -> None:
    """*found* as JSON on standard output; escaped where its encoding is no Unicode."""
    print(_json_text(found))


def write_json_list(head: dict[str, Any], name: str, items: Iterable[Any]) -> None:
    """*head* as JSON on standard output with *items* under *name* at its end, each written as it comes.

    The text is that of `write_json`, without all of it being held.
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
    """*line*, an object as it came, on standard output: byte by byte into a file or a pipe.

    A terminal gets the same JSON with controls as escapes; of what is no JSON they are escaped everywhere.
    """
    text = line.decode("utf-8", "replace")
    print(text if is_json and not sys.stdout.isatty() else _CONTROLS.sub(_escape, text))


def _escape(found: re.Match[str]) -> str:
    """JSON's escape of a control character; where it is a blank between two tokens, a blank."""
    sign = found[0]
    if sign in _JSON_SPACE:
        return " "
    return "\\u007f" if sign == "\x7f" else json.dumps(sign)[1:-1]
