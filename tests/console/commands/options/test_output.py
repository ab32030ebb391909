"""What every command writes of a log of hostile names: nothing that a terminal or a spreadsheet obeys."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from console.cli import main
from console.commands.options.output import json_text
from console.commands.options.status_line import StatusLine
from tests.hostile_text import floor_of_such_names, hostile, lies_of, log_of_such_names, texts_in

BROKEN = b'{"type":"agent.state","x":"\x1b[2J\x9b\xe2\x80\xae"'
UNKNOWN = '{"type":"acme.odd","at":"2026-11-23T09:30:00Z","what":"\x7f\x9b31m\u202egpj\u2028"}'
SHOWN = ["<b>", "[bold red]", "[link=z]", "R&D"]
COMMANDS: dict[str, list[str]] = {
    "report": ["report", "LOG"],
    "report at": ["report", "LOG", "--at", "09:05", "--window", "day"],
    "report by interval": ["report", "LOG", "--every", "15m"],
    "check": ["check", "LOG"],
    "tail": ["tail", "LOG", "--control"],
    **{
        f"explain {metric}": ["explain", "LOG", metric, "--scope", scope]
        for metric, scope in (
            ("service_level.offered", "queue:q0"),
            ("abandon_rate", "floor"),
            ("handled", "floor"),
            ("occupancy", "floor"),
            ("csat.mean", "floor"),
            ("churn_rate.share", "floor"),
            ("bot_containment.share", "floor"),
        )
    },
}
WRONG: dict[str, list[str]] = {
    "log": ["report", hostile("log")],
    "scope": ["explain", "LOG", "handled", "--scope", f"agent:{hostile('nobody')}"],
    "metric": ["explain", "LOG", hostile("metric")],
    "command": [hostile("command")],
    "instant": ["report", "LOG", "--at", hostile("at")],
    "size": ["picture", "LOG", "--size", hostile("size"), "-o", "x.png"],
    "picture": ["picture", "LOG", "-o", hostile("picture")],
    "server": ["record", f"wss://{hostile('server')}", "-o", "x.jsonl"],
    "output": ["record", "ws://127.0.0.1:1", "-o", hostile("output")],
    "port": ["serve", "LOG", "--port", hostile("port")],
    "format": ["import", hostile("format"), "LOG"],
    "map": ["import", "calls-csv", "LOG", "--map", hostile("map")],
}


@pytest.fixture
def log(tmp_path: Path) -> str:
    return str(log_of_such_names(tmp_path, BROKEN, UNKNOWN.encode("utf-8", "surrogatepass")))


def on_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let standard output be a terminal, of a kind that has no colours: all ESC would be another's."""
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("COLUMNS", "400")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)


def said_by(arguments: list[str], log: str, capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    # The system hands over no argument with a NUL in it.
    main([log if argument == "LOG" else argument.replace("\0", "") for argument in arguments])
    return capsys.readouterr()


def lies_in(said: str) -> list[str]:
    return [lie for line in said.split("\n") for lie in lies_of(line)]


@pytest.mark.parametrize("command", COMMANDS)
def test_that_a_pipe_gets_names_as_they_are(
    log: str, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out, err = said_by(COMMANDS[command], log, capsys)
    assert lies_in(out) == lies_in(err) == []
    assert out.count("\n") > 3


@pytest.mark.parametrize("command", COMMANDS)
def test_that_a_terminal_gets_names_as_they_are(
    log: str, command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    on_terminal(monkeypatch)
    out, err = said_by(COMMANDS[command], log, capsys)
    assert lies_in(out) == lies_in(err) == []


@pytest.mark.parametrize("command", ["report by interval", "tail", "check"])
def test_that_markup_in_a_name_is_shown(log: str, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = said_by(COMMANDS[command], log, capsys)
    assert [word for part in SHOWN for word in part.split() if word not in out] == []


@pytest.mark.parametrize("what", WRONG)
def test_that_an_error_shows_what_it_is_about(
    log: str, what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out, err = said_by(WRONG[what], log, capsys)
    assert (out, err.count("\n")) == ("", 1)
    assert lies_in(err) == []


# JSON ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [["report"], ["report", "--every", "15m"], ["explain"]])
def test_that_json_holds_no_control_and_every_name(
    log: str, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    more = ["handled"] if arguments == ["explain"] else []
    out, _ = said_by([arguments[0], "LOG", *more, *arguments[1:], "--format", "json"], log, capsys)
    assert not [sign for sign in out if _is_control(sign)]
    assert hostile("a0") in texts_in(json.loads(out)) or more


def test_that_objects_on_a_terminal_hold_no_control_and_are_the_same(
    log: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    on_terminal(monkeypatch)
    out, _ = said_by(["tail", "LOG", "--json", "--control"], log, capsys)
    assert not [sign for sign in out if _is_control(sign)]
    *objects, broken, unknown = out.splitlines()
    assert [json.loads(line) for line in objects] == floor_of_such_names().sent
    assert json.loads(unknown) == json.loads(UNKNOWN)
    assert broken.startswith('{"type":"agent.state","x":"\\u001b[2J')


def test_that_objects_in_a_pipe_are_as_they_came(
    log: str, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["tail", log, "--json", "--control"]) == 0
    out = capsysbinary.readouterr().out
    *objects, broken, unknown = out.rstrip(b"\n").split(b"\n")
    lines = Path(log).read_bytes().rstrip(b"\n").split(b"\n")
    assert [*objects, unknown] == [*lines[:-2], lines[-1]]
    assert b"\x1b" not in broken  # what is no JSON is nobody's data


def _is_control(sign: str) -> bool:
    return sign != "\n" and (not sign.isprintable() and sign not in "\u200c\u200d")


ANYTHING = st.recursive(
    st.one_of(st.text(st.characters(exclude_categories=[])), st.integers(), st.booleans(), st.none()),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)),
)


@given(ANYTHING, st.booleans())
@example({"half": ["\ud800", "\udc00 \x1b", {}, []]}, False)
def test_that_json_for_a_person_can_be_read_back(found: Any, ensure_ascii: bool) -> None:
    text = json_text(found, ensure_ascii)
    assert json.loads(text) == found
    assert not [sign for sign in text if sign != "\n" and (ord(sign) < 0x20 or 0x7F <= ord(sign) < 0xA0)]
    text.encode()  # no half of a pair is left


# CSV -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("more", [[], ["--every", "15m"]])
def test_that_no_cell_of_a_report_is_a_formula(
    log: str, more: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    out, _ = said_by(["report", "LOG", *more, "--format", "csv"], log, capsys)
    cells = [cell for row in csv.reader(io.StringIO(out, newline="")) for cell in row]
    assert any(cell.startswith("'=1+a0<b>") for cell in cells)
    for cell in cells:
        assert not cell.startswith(("=", "+", "@", "\t", "\r"))
        assert not cell.startswith("-") or float(cell)  # a number stays one
        assert "\x1b" not in cell
        assert "\0" not in cell


def test_that_no_cell_of_an_imports_remarks_is_a_formula(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "=1+files"
    folder.mkdir()
    rows = f"1,2026-11-23 09:00:00,x\n2,{hostile('when')!r},y\n".replace("\0", "")
    source = folder / "=calls.csv"
    source.write_text(f"id,start,agent\n{rows}", "utf-8")
    call_map = tmp_path / "map.toml"
    call_map.write_text(
        '[columns]\nid = "id"\nqueue_start = "start"\nagent = "agent"\n'
        '[times]\nzone = "UTC"\nformats = ["%Y-%m-%d %H:%M:%S"]\n',
        "utf-8",
    )
    remarks = tmp_path / "remarks.csv"
    arguments = ["calls-csv", str(source), "--map", str(call_map), "-o", str(tmp_path / "o.jsonl")]
    main(["import", *arguments, "--remarks", str(remarks)])
    assert lies_in(capsys.readouterr().err) == []
    for row in csv.reader(io.StringIO(remarks.read_text("utf-8"), newline="")) if remarks.exists() else []:
        assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_that_the_line_at_the_foot_shows_no_control(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    status = StatusLine()
    status.show(hostile("source") * 3)
    status.say(hostile("source"))
    shown = capsys.readouterr().err.replace("\r", "")
    assert lies_in(shown) == []
