"""The documents tell the truth: what they name exists, what exists is named, and their examples run."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import get_args

import pytest

from console.cli import OK, main
from console.commands.arguments.program import COMMANDS
from console.flags.rules.rules import Rule, RuleFile
from console.manual_files import PAGES, read_manual
from console.settings.preferences import Preferences
from console.settings.settings_files import SiteFile
from console.views.manual import link_target, page_of
from console.views.metric_words import METRICS
from console.views.wallboard.layouts import Layout, Panel
from feeds.events import CONTROL_MODELS, EVENT_MODELS, ActivityName, AgentStateName, Channel, Message, Verb
from feeds.lifecycle import ENTRY, ENTRY_STATES, LEG, LEG_STATES, drawn
from widgets.window.actions import ACTIONS

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "resources" / "docs"
AT_THE_ROOT = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")
TEXTS = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in (*(ROOT / name for name in AT_THE_ROOT), *sorted(DOCS.glob("*.md")))
}


def manual(name: str) -> str:
    return TEXTS[f"resources/docs/{name}.md"]


EXAMPLES = re.findall(r"^\$ floorlight ?(.*)$", "\n".join(TEXTS.values()), re.MULTILINE)
# Those in a `console` block run as they stand; the others want a server, or files of one's own.
RUN = {
    line: file
    for file, text in TEXTS.items()
    for block in re.findall(r"^```console\n(.+?)^```", text, re.MULTILINE | re.DOTALL)
    for line in re.findall(r"^\$ floorlight (.+)$", block, re.MULTILINE)
}
ARCHIVE_ACTIONS = ("add", "list", "export", "verify", "prune", "forget")
LINKS = [
    (file, link) for file, text in TEXTS.items() for link in re.findall(r"\]\(([^)\s]+)\)", text) if link
]


# Examples --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("example", RUN)
def test_that_each_example_runs_and_prints(
    example: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    assert main(example.split()) == OK
    printed = capsys.readouterr()
    assert len(printed.out.splitlines()) > 5
    assert printed.err == ""


def test_that_the_readme_runs_examples_of_its_own() -> None:
    assert len(re.findall(r"^\$ floorlight", TEXTS["README.md"], re.MULTILINE)) >= 5
    assert "README.md" in {file for file, text in TEXTS.items() if "```console" in text}


@pytest.mark.parametrize("example", EXAMPLES)
def test_that_each_example_names_a_command_and_options_it_has(
    example: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = example.split()
    assert words
    assert words[0] in COMMANDS
    below = words[1:2] if words[0] in ("archive", "bridge", "import") else []
    assert main([words[0], *below, "--help"]) == OK
    assert {word for word in words if word.startswith("--")} <= _options(capsys.readouterr().out)


# Commands, settings, keys ----------------------------------------------------------------------------


def _options(text: str) -> set[str]:
    return set(re.findall(r"--[a-z]+(?:-[a-z]+)*", text))


def test_that_every_command_has_a_section_and_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == OK
    commands = re.findall(r"^    (\w+) +\S", capsys.readouterr().out, re.MULTILINE)
    assert commands == list(COMMANDS)
    for command in commands:
        assert f"\n## floorlight {command}\n" in manual("command-line")
        assert any(example.split()[0] == command for example in EXAMPLES), command


@pytest.mark.parametrize(
    ("command", "page"),
    [
        *(
            ([command], "command-line")
            for command in COMMANDS
            if command not in ("archive", "bridge", "import")
        ),
        *((["archive", action], "command-line") for action in ARCHIVE_ACTIONS),
        (["bridge", "asterisk"], "asterisk"),
        (["import", "asterisk-queue-log"], "importing"),
        (["import", "calls-csv"], "importing"),
        (["import", "schedule-csv"], "importing"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, list) else value,
)
def test_that_every_option_stands_in_the_manual(
    command: list[str], page: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command, "--help"]) == OK
    assert _options(capsys.readouterr().out) - {"--help"} <= _options(manual(page))


def test_that_every_site_setting_stands_in_the_example_file() -> None:
    (example,) = re.findall(r"```toml\n(.+?)```", manual("settings"), re.DOTALL)
    found = tomllib.loads(example)
    assert set(found) == set(SiteFile.model_fields)
    assert SiteFile.model_validate(found).time_zone == "Europe/Lisbon"


def test_that_every_setting_stands_in_the_example_file() -> None:
    (example,) = re.findall(r"```ini\n(\[appearance\].+?)```", manual("settings"), re.DOTALL)
    assert Preferences.model_validate(tomllib.loads(example)) == Preferences()
    written = {(table, key) for table, keys in tomllib.loads(example).items() for key in keys}
    assert written == {(table, key) for table, keys in Preferences().model_dump().items() for key in keys}


def test_that_every_key_of_the_window_stands_in_the_manual() -> None:
    keys = [action.keys for action in ACTIONS if action is not None and action.keys]
    table = manual("use").split("\n## Keys\n")[1].split("\n## ")[0].replace("…", "Alt+2 Alt+3")
    assert len(keys) > 20
    for key in keys:
        assert key.partition("|")[0] in table, key


def test_that_every_make_target_is_in_the_readme() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^([a-z]+):.*##", makefile, re.MULTILINE):
        assert re.search(rf"`{target}`|make {target} ", TEXTS["README.md"]) or target == "help"


# Metrics, events, rules, layouts ---------------------------------------------------------------------


def _code(page: str) -> set[str]:
    return set(re.findall(r"`([^`\n]+)`", manual(page)))


def test_that_every_metric_is_defined_and_no_other() -> None:
    assert set(METRICS) <= _code("metrics")
    defined = {
        key for key in _code("metrics") if re.fullmatch(r"(?:service_level|state|csat|nps|ces)\.\w+", key)
    }
    assert defined <= set(METRICS)


@pytest.mark.parametrize(
    "model", [*EVENT_MODELS, *CONTROL_MODELS], ids=lambda model: model.model_fields["type"].default
)
def test_that_every_event_stands_in_the_protocol_with_its_fields(model: type[Message]) -> None:
    name = model.model_fields["type"].default
    (row,) = [
        line
        for line in manual("protocol").splitlines()
        if line.startswith("| ") and re.search(rf"`{re.escape(name)}`", line.split("|")[1])
    ]
    fields = set(model.model_fields) - {"type"} - ({"at", "seq"} if model in EVENT_MODELS else set())
    if name == "command":
        row = manual("protocol").split("\n## Commands\n")[1].split("\n## ")[0] + row
    for field in fields:
        assert f"`{field}`" in row, f"{name}: {field}"
        if model.model_fields[field].is_required() and model in EVENT_MODELS:
            assert f"`{field}`?" not in row, f"{name}: {field} must be there"


def test_that_the_protocol_names_every_word_it_allows() -> None:
    for words in (Channel, ActivityName, AgentStateName, Verb):
        assert set(get_args(words)) <= _code("protocol")


def test_that_the_protocols_example_is_an_event() -> None:
    (example,) = re.findall(r"```json\n(.+?)\n```", manual("protocol"), re.DOTALL)
    models = {model.model_fields["type"].default: model for model in EVENT_MODELS}
    assert models["contact.answered"].model_validate_json(example)


def test_that_the_tables_of_legs_and_entries_are_drawn_from_their_lifecycles() -> None:
    tables = re.findall(r"^\| event \|.*\n(?:\|.*\n)+", manual("metrics"), re.MULTILINE)
    assert tables == [drawn(ENTRY, ENTRY_STATES), drawn(LEG, LEG_STATES)]


def test_that_every_key_of_a_rule_and_every_watch_stands_in_the_manual() -> None:
    assert set(Rule.model_fields) <= _code("rules")
    watches = get_args(Rule.model_fields["watch"].annotation)
    assert watches
    assert set(watches) <= _code("rules")


def test_that_the_manuals_rule_is_one() -> None:
    (example,) = re.findall(r"```ini\n(.+?)```", manual("rules"), re.DOTALL)
    (rule,) = RuleFile.model_validate(tomllib.loads(example)).rules
    assert rule.metric == "occupancy"


def test_that_every_shipped_rule_stands_in_the_manual() -> None:
    shipped = tomllib.loads((ROOT / "resources" / "rules" / "floor.toml").read_text(encoding="utf-8"))
    assert {rule["id"] for rule in shipped["rules"]} <= _code("rules")


def test_that_every_key_of_a_panel_stands_in_the_manual_and_its_example_is_a_layout() -> None:
    assert set(Panel.model_fields) <= _code("layouts")
    (example,) = re.findall(r"```ini\n(.+?)```", manual("layouts"), re.DOTALL)
    assert Layout.model_validate(tomllib.loads(example)).title == "Billing & Sales"


# The whole -------------------------------------------------------------------------------------------


def test_that_the_manual_has_every_page_there_is() -> None:
    assert sorted(PAGES) == sorted(path.stem for path in DOCS.glob("*.md"))
    for page in read_manual():
        assert f"(resources/docs/{page.name}.md)" in TEXTS["README.md"]
        assert page.summary


@pytest.mark.parametrize(("file", "link"), LINKS)
def test_that_every_link_leads_somewhere(file: str, link: str) -> None:
    if link.startswith("https://"):
        return
    path, _, anchor = link.partition("#")
    target = (ROOT / file).parent / path if path else ROOT / file
    assert target.exists()
    if anchor:
        page = page_of(target.stem, target.read_text(encoding="utf-8"))
        assert anchor in {section.anchor for section in page.sections}
    if file.startswith("resources/"):
        assert link_target(link, Path(file).stem) is not None, "the window cannot follow it"


def test_that_the_readme_is_short() -> None:
    assert len(TEXTS["README.md"].splitlines()) <= 160


def test_that_every_path_in_the_documents_exists() -> None:
    named = {
        (file, path)
        for file, text in TEXTS.items()
        if file != "CHANGELOG.md"
        for path in re.findall(r"`((?:console|feeds|widgets|resources|tests|packaging)/[\w./]*)`", text)
    }
    assert named
    assert not {(file, path) for file, path in named if not (ROOT / path).exists()}


def test_that_the_module_runs_as_the_command_does() -> None:
    run = [sys.executable, "-m", "console", "schema"]
    done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True)
    assert '"$schema"' in done.stdout
