"""The house's walls: who may import what, who may touch the outside, how large a room may be."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in ("console", "feeds", "widgets", "resources")
    for path in (ROOT / folder).rglob("*.py")
)
CORE = ("console/floor/", "console/metrics/", "console/flags/", "console/views/")
# Who alone may import a library of the outside.
ROOMS = {
    "PySide6": ("widgets/", "console/window/"),
    "pyqtgraph": ("widgets/",),
    "websockets": ("feeds/transport/",),
    "sqlite3": ("console/history/days/",),
    "sqlite_utils": ("console/history/days/",),
}
OUTSIDE = {"asyncio", "io", "os", "pathlib", "shutil", "socket", "subprocess", "sys", "threading", "time"}


def _tree(file: str) -> ast.Module:
    return ast.parse((ROOT / file).read_text(encoding="utf-8"))


def _imports(file: str) -> Iterator[str]:
    for node in ast.walk(_tree(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("file", FILES)
def test_that_libraries_of_the_outside_stay_in_their_rooms(file: str) -> None:
    for name in _imports(file):
        rooms = ROOMS.get(name.split(".")[0])
        assert rooms is None or file.startswith(rooms), f"{file} imports {name}"


@pytest.mark.parametrize("file", [file for file in FILES if file.startswith(CORE)])
def test_that_the_core_knows_only_events_and_does_no_input_or_output(file: str) -> None:
    for name in _imports(file):
        top = name.split(".")[0]
        assert top not in OUTSIDE, f"{file} imports {name}"
        allowed = ("errors", "events", "instants", "lifecycle", "protocol.snapshot_parts", "templates")
        assert top != "feeds" or name.removeprefix("feeds.") in allowed, f"{file} imports {name}"
    calls = [node for node in ast.walk(_tree(file)) if isinstance(node, ast.Call)]
    called = {node.func.id for node in calls if isinstance(node.func, ast.Name)}
    methods = {node.func.attr for node in calls if isinstance(node.func, ast.Attribute)}
    assert not called & {"open", "input"}
    assert not methods & {"now", "utcnow", "today"}


@pytest.mark.parametrize("file", [file for file in FILES if file.startswith("feeds/")])
def test_that_feeds_import_neither_console_nor_widgets(file: str) -> None:
    assert not {name.split(".")[0] for name in _imports(file)} & {"console", "widgets"}


@pytest.mark.parametrize("file", [file for file in FILES if file.startswith("widgets/")])
def test_that_widgets_know_only_views(file: str) -> None:
    for name in _imports(file):
        top = name.split(".")[0]
        assert top != "feeds"
        assert top != "console" or name.startswith("console.views")


@pytest.mark.parametrize("file", FILES)
def test_that_rooms_are_small(file: str) -> None:
    lines = (ROOT / file).read_text(encoding="utf-8").count("\n")
    assert lines <= 400
    for node in ast.walk(_tree(file)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
            assert node.end_lineno - node.lineno <= 60, f"{file}: {node.name}"


@pytest.mark.parametrize("file", FILES)
def test_that_every_module_says_its_step_on_the_datas_way(file: str) -> None:
    assert ast.get_docstring(_tree(file))


# Where alone text meets what could obey it: each has its helper there, and nobody goes round it.
TERMINAL = (
    "console/commands/options/output.py",
    "console/commands/options/stderr.py",
    "console/commands/options/status_line.py",
)
HOMES: dict[str, tuple[str, ...]] = {
    "print": TERMINAL,
    "Console": TERMINAL,
    "Text": ("console/views/terminal/terminal_text.py",),
    "Table": ("console/views/terminal/terminal_text.py",),
    "from_markup": (),
    "ensure_ascii": (*TERMINAL, "feeds/"),  # the argument of json.dumps: without it all is ASCII
    "writer": ("feeds/files/csv_cells.py",),
    "DictWriter": ("feeds/files/csv_cells.py",),
    "QLabel": ("widgets/outside_text.py",),
    "QAction": ("widgets/outside_text.py",),
    "setToolTip": ("widgets/outside_text.py",),
    "showText": ("widgets/outside_text.py",),
    "QMessageBox": (),
    "QTextBrowser": (),  # the manual's own is made of it: `ManualText` loads nothing
    "QTextDocument": (),
    "QTextEdit": (),
    "setHtml": (),
    "setStatusTip": (),
    "setWhatsThis": (),
}


def _called(node: ast.Call) -> str:
    """The name that *node* calls; of `rich`'s own `console.print` none, since it gets texts and tables."""
    if any(argument.arg == "ensure_ascii" for argument in node.keywords):
        return "ensure_ascii"
    if isinstance(node.func, ast.Name):
        return node.func.id
    name = getattr(node.func, "attr", "")
    return "" if name == "print" else name


def _is_made_plain(node: ast.Call) -> bool:
    """Whether a call shows words of the program's own, and `plain_text` of what is not."""
    words = node.args[:1]
    parts = words[0].values if words and isinstance(words[0], ast.JoinedStr) else words
    values = [part.value if isinstance(part, ast.FormattedValue) else part for part in parts]
    return all(
        isinstance(value, ast.Constant) or (isinstance(value, ast.Call) and _called(value) == "plain_text")
        for value in values
    )


@pytest.mark.parametrize("file", FILES)
def test_that_no_text_goes_round_the_helper_that_makes_it_safe_to_show(file: str) -> None:
    for node in ast.walk(_tree(file)):
        if isinstance(node, ast.Call) and _called(node) in HOMES:
            is_home = file.startswith(HOMES[_called(node)])
            is_plain = _called(node) == "print" and _is_made_plain(node)
            assert is_home or is_plain, f"{file}:{node.lineno} calls {_called(node)}"
