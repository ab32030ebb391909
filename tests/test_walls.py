"""The walls between folders: which way imports run, how much a folder holds, and what names are taken."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for folder in ("console", "feeds", "widgets", "resources")
    for path in sorted((ROOT / folder).rglob("*.py"))
}
PACKAGES = sorted(name for name, path in FILES.items() if path.stem == "__init__")

# Each may import those above it, and itself. A folder's own modules stand where it is named without them.
ORDER = """
feeds.errors feeds.instants feeds.limits feeds.unicode_text feeds.templates
feeds.messages feeds.contact_events feeds.desk_events feeds.control feeds.events feeds.lifecycle
feeds.files
feeds.protocol
feeds.recordings
feeds.broadcast
feeds.transport
feeds.shared_desk
feeds.transport.serving
feeds.platforms
feeds.platforms.asterisk.ami
feeds.platforms.asterisk.members
feeds.platforms.asterisk.calls
feeds.platforms.asterisk
feeds.importers
feeds.importers.queue_log
feeds.importers.calls
feeds.importers.schedules
feeds.simulator.site
feeds.simulator.work
feeds.simulator.commands
feeds.simulator
resources
console.clock console.imports console.interruption console.program
console.floor.ledgers
console.floor.entities
console.floor
console.history.days
console.history
console.history.recording
console.metrics.reading
console.metrics
console.metrics.explain
console.flags.rules
console.flags.histories
console.flags.watches
console.flags
console.views
console.views.attention
console.views.floor
console.views.details
console.views.explain
console.views.wallboard
console.views.terminal
console.manual_files
console.settings
console.diagnostics
console.desk
console.sources
widgets
widgets.painting
widgets.dialogs
widgets.notices
widgets.past
widgets.details
widgets.explain
widgets.floor.lists
widgets.floor.queues
widgets.floor
widgets.wallboard
widgets.window
console.window.session
console.window.controllers.program
console.window.controllers
console.window
console.commands.arguments
console.commands.options
console.commands.logs
console.commands.live
console.commands.window
console.commands
console.cli
console.__main__
""".split()
MOST_FILES = 12
# Names that once meant something else, or hid what they meant: modules, then classes and functions.
RETIRED_MODULES = """
authorities aftermath asking believing canvas compaction crew deeds dice
disorder doors doubts findings hosting in_hand known_ids lettering measures menus numbering open_work
orders palette_of_deeds people people_at_work places placing presence reaching remarks retelling running
scopes screens selection settling sightings signs spanning spying stage sweeping talking telling tracks
unseen upkeep usual vocabulary waiting wakefulness wall_letters window_deeds wire wishes
""".split()
RETIRED = """
Aftermath Asking Bridge Canvas Crew Deed Dice Door Doubts Findings Frames Hosting InHand KnownIds Lives
Numbering OpenWork Orders Picture Remarks Retelling Setter Settling Showing Sighting Spying Stage
Sweeping Talking Teller Told Usual Wakefulness Wire Wishes add_door believing crew_of deed_entries
door_of glance in_hand lit look look_on reach_back sightings spanning tell_amiss unseen_text window_deeds
""".split()


def test_that_every_module_has_its_place_in_the_order() -> None:
    for module in FILES:
        if FILES[module].stem != "__init__":
            assert _unit(module), f"{module} has no place in ORDER"


@cache
def _tree(module: str) -> ast.Module:
    return ast.parse(FILES[module].read_text(encoding="utf-8"))


def _nodes(module: str, with_functions: bool) -> Iterator[ast.AST]:
    waiting: list[ast.AST] = [_tree(module)]
    while waiting:
        node = waiting.pop()
        yield node
        for child in ast.iter_child_nodes(node):
            if with_functions or not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                waiting.append(child)


@cache
def _imports(module: str, with_functions: bool) -> frozenset[str]:
    """The modules of ours that *module* imports, for types as well; those inside functions on demand."""
    found: set[str] = set()
    for node in _nodes(module, with_functions):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            both = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name for name in both if name in FILES} or {node.module}
    return frozenset(found & set(FILES))


def _unit(module: str) -> str:
    """The line of ORDER that *module* falls under: the longest that names it or a folder around it."""
    fitting = (unit for unit in ORDER if module == unit or module.startswith(f"{unit}."))
    return max(fitting, key=len, default="")


def _package(module: str) -> str:
    return module if module in PACKAGES else module.rpartition(".")[0]


def _circle(graph: dict[str, set[str]]) -> list[str]:
    """A circle in *graph*, its first name also its last; empty where there is none."""
    done: set[str] = set()
    for start in graph:
        path: list[str] = []
        waiting = [(start, iter(graph[start]))] if start not in done else []
        while waiting:
            name, following = waiting[-1]
            if not path or path[-1] != name:
                path.append(name)
            other = next(following, None)
            if other is None:
                done.add(path.pop())
                waiting.pop()
            elif other in path:
                return [*path[path.index(other) :], other]
            elif other not in done:
                waiting.append((other, iter(graph.get(other, ()))))
    return []


def test_that_a_circle_is_found() -> None:
    assert _circle({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["b", "c", "b"]
    assert _circle({"a": {"b", "c"}, "b": {"d"}, "c": {"d"}, "d": set()}) == []


def test_that_no_modules_import_each_other_in_a_circle() -> None:
    graph = {module: set(_imports(module, False)) for module in FILES}
    assert not _circle(graph)


def test_that_no_folders_import_each_other_in_a_circle() -> None:
    graph: dict[str, set[str]] = defaultdict(set)
    for module in FILES:
        graph[_package(module)] |= {_package(name) for name in _imports(module, False)} - {_package(module)}
    assert not _circle(dict(graph))


@pytest.mark.parametrize("module", [name for name in FILES if name not in PACKAGES])
def test_that_imports_run_one_way(module: str) -> None:
    for name in _imports(module, True):
        if name not in PACKAGES:
            assert ORDER.index(_unit(name)) <= ORDER.index(_unit(module)), f"{module} imports {name}"


@pytest.mark.parametrize("package", PACKAGES)
def test_that_a_folder_holds_few_files_and_says_what_lives_there(package: str) -> None:
    folder = FILES[package].parent
    files = [path for path in folder.glob("*.py") if path.stem != "__init__"]
    assert len(files) <= MOST_FILES
    assert ast.get_docstring(_tree(package))


@pytest.mark.parametrize("module", [name for name in FILES if name not in PACKAGES])
def test_that_a_module_has_a_test_of_its_name(module: str) -> None:
    *folders, name = module.split(".")
    test = ROOT.joinpath("tests", *folders, f"test_{name}.py")
    assert test.exists(), test.relative_to(ROOT)


def test_that_no_class_name_is_used_twice() -> None:
    found: dict[str, list[str]] = defaultdict(list)
    for module in FILES:
        for node in ast.walk(_tree(module)):
            if isinstance(node, ast.ClassDef):
                found[node.name].append(module)
    assert not {name: modules for name, modules in found.items() if len(modules) > 1}


@pytest.mark.parametrize("module", FILES)
def test_that_retired_names_stay_retired(module: str) -> None:
    assert module.rpartition(".")[2] not in RETIRED_MODULES
    for node in ast.walk(_tree(module)):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.name.strip("_") not in RETIRED, f"{module}: {node.name}"
            assert not re.search(r"(?i)told|teller|deed|anew|looked_at", node.name), f"{module}: {node.name}"
