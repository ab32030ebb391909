"""Writing what a command found: tables for a terminal, JSON, and progress on a terminal only."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from console.loading import Progress as Report
from console.views.report_table import WIDTH
from feeds.errors import UserError
from feeds.event_file import SUFFIXES, whole_file


@contextmanager
def progress(word: str = "reading") -> Iterator[Report | None]:
    """What long work reports its progress to, as (done, total); a bar, and only on a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    columns = (TextColumn(word), BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
    bar = Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True)
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
        console = Console(highlight=False)
    else:
        console = Console(highlight=False, width=WIDTH, no_color=True)
    with console.capture() as captured:
        yield console
    for line in captured.get().splitlines():
        print(line.rstrip())


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
    """*found* as JSON with indents. The standard library is quick without them, msgspec adds them quickly."""
    is_unicode = (sys.stdout.encoding or "").lower().startswith("utf")
    return msgspec.json.format(json.dumps(found, ensure_ascii=not is_unicode), indent=1)
