"""`floorlight import`, as a person uses it: what it writes, what it says, and how it fails."""

from __future__ import annotations

import csv
import gzip
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from console.cli import main
from feeds.recordings.whole_file import whole_file

LOG = """\
1400000000|NONE|NONE|NONE|CONFIGRELOAD|
1400000000|MANAGER|sales|Ana|ADDMEMBER|
1400000001|1.1|sales|NONE|ENTERQUEUE||5550100|1
1400000005|1.1|sales|Ana|CONNECT|4|1.2|2
1400000009|9.9|sales|Ana|COMPLETEAGENT|4|4|1
torn
1400000015|1.1|sales|Ana|COMPLETECALLER|4|10|1
"""

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run `floorlight` in a folder that holds queue_log; its status, output and errors."""
    monkeypatch.chdir(tmp_path)
    Path("queue_log").write_text(LOG, encoding="utf-8")

    def run(*arguments: str) -> tuple[int, str, str]:
        status = main(arguments)
        out, err = capfd.readouterr()
        return status, out, err

    return run


def test_that_events_go_to_standard_output_and_the_summary_beside(run: Run) -> None:
    status, out, err = run("import", "asterisk-queue-log", "queue_log")
    assert status == 0
    lines = out.splitlines()
    assert lines[-1] == '{"type":"contact.ended","at":"2014-05-13T16:53:35.000Z","contact":"1.1"}'
    assert lines == sorted(lines, key=lambda line: line.split('"at":"')[1][:24])
    assert err.splitlines()[:8] == [
        "rows           7",
        "used           4",
        "left out       3",
        "          1  torn: a row has time, callid, queue, agent and event (queue_log:6)",
        "          1  CONFIGRELOAD: not an event of the floor (queue_log:1)",
        "          1  COMPLETEAGENT: no agent has the call (it may have been answered before the log begins)"
        " (queue_log:5)",
        "contradictory  1",
        "          1  COMPLETEAGENT: no agent has the call (it may have been answered before the log begins)"
        " (queue_log:5)",
    ]


@pytest.mark.parametrize(
    ("name", "unpack"),
    [
        ("out.jsonl", bytes),
        ("out.jsonl.gz", gzip.decompress),
        ("out.jsonl.zst", lambda data: zstandard.ZstdDecompressor().decompressobj().decompress(data)),
    ],
)
def test_that_a_recording_is_packed_by_its_suffix_and_reads_clean(
    run: Run, name: str, unpack: Callable[[bytes], bytes]
) -> None:
    _, out, _ = run("import", "asterisk-queue-log", "queue_log")
    assert run("import", "asterisk-queue-log", "queue_log", "-o", name)[:2] == (0, "")
    written = Path(name).read_bytes()
    assert unpack(written).decode() == out
    run("import", "asterisk-queue-log", "queue_log", "-o", name)
    assert Path(name).read_bytes() == written
    status, checked, _ = run("check", name)
    assert status == 0
    assert "anomalies   0" in checked
    assert sorted(os.listdir()) == sorted(["queue_log", name])


def test_that_remarks_hold_every_row_that_was_not_clean(run: Run) -> None:
    assert run("import", "asterisk-queue-log", "queue_log", "-o", "o.jsonl", "--remarks", "r.csv")[0] == 0
    with Path("r.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["file"], row["line"], row["kind"]) for row in rows] == [
        ("queue_log", "6", "left out"),
        ("queue_log", "1", "left out"),
        ("queue_log", "5", "left out"),
        ("queue_log", "5", "contradictory"),
    ]
    assert all(row["reason"] for row in rows)


def test_that_options_reach_the_events(run: Run) -> None:
    Path("agents.toml").write_text(
        '[agents.ana]\nname = "Ana Ruiz"\nteam = "north"\nspellings = ["Ana"]\n', encoding="utf-8"
    )
    options = (
        "--threshold 30 --threshold sales=7.5 --wrap-up 5 --time-zone Europe/Lisbon --agents agents.toml"
    )
    status, out, err = run("import", "asterisk-queue-log", "queue_log", *options.split())
    assert status == 0
    assert '"type":"site.profile","at":"2014-05-13T16:53:20.000Z","time_zone":"Europe/Lisbon"' in out
    assert '"service_level":{"threshold_seconds":7.5}' in out
    assert '"agent":"ana","name":"Ana Ruiz","team":"north"' in out
    assert '"wrap_up":true' in out
    assert "wrap-up" not in err


def test_that_latin_1_is_read_when_said(run: Run) -> None:
    Path("old").write_bytes("1400000000|MANAGER|sales|José|ADDMEMBER|\n".encode("latin-1"))
    assert '"agent":"José"' in run("import", "asterisk-queue-log", "old", "--encoding", "latin-1")[1]
    assert '"agent":"Jos�"' in run("import", "asterisk-queue-log", "old")[1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("asterisk-queue-log missing", "missing does not exist; check the name"),
        ("asterisk-queue-log .", ". is a directory; name the file to import"),
        ("asterisk-queue-log queue_log ./queue_log", "./queue_log is named twice; name each file once"),
        (
            "asterisk-queue-log queue_log -o queue_log",
            "-o queue_log: name it .jsonl, .jsonl.gz or .jsonl.zst",
        ),
        ("asterisk-queue-log q.jsonl -o ./q.jsonl", "-o ./q.jsonl is also read; name another file to write"),
        ("asterisk-queue-log queue_log --remarks queue_log", "--remarks queue_log is also read"),
        ("asterisk-queue-log queue_log -o o.jsonl --remarks o.jsonl", "--remarks o.jsonl is also"),
        ("asterisk-queue-log queue_log -o no/o.jsonl", "-o no/o.jsonl: cannot be written"),
        (
            "asterisk-queue-log queue_log --threshold soon",
            "--threshold 'soon': give seconds, from 0 to 86400",
        ),
        ("asterisk-queue-log queue_log --threshold sales=-1", "--threshold 'sales=-1': give seconds"),
        ("asterisk-queue-log queue_log --wrap-up nan", "--wrap-up 'nan': give seconds"),
        ("asterisk-queue-log queue_log --time-zone Mars", "--time-zone 'Mars' is not an IANA time zone"),
        ("asterisk-queue-log queue_log --columns time=1", "--columns lacks callid, queue, agent, event"),
        ("asterisk-queue-log queue_log --columns a,b,c,d,e", "queue_log has no column 'a' (--columns)"),
        ("asterisk-queue-log queue_log --encoding utf-16", "--encoding 'utf-16' cannot be used"),
        ("asterisk-queue-log queue_log --encoding base64", "--encoding 'base64' cannot be used"),
        ("asterisk-queue-log queue_log --agents queue_log", "queue_log is not TOML"),
        ("asterisk-queue-log empty", "empty: no rows to import; a queue_log has lines time|callid|queue|"),
        ("asterisk-queue-log other", "other: no row could be used (2 of 2 rows: torn: a row has time, "),
        ("asterisk-queue-log binary", "binary holds binary data; name a text file"),
        ("asterisk-queue-log cut.gz", "cut.gz is damaged"),
        ("asterisk-queue-log local", "local:2: its time has no zone; give --time-zone"),
        (
            "calls-csv queue_log",
            "the following arguments are required: --map; see `floorlight import calls-csv",
        ),
        ("nothing queue_log", "invalid choice: 'nothing'"),
    ],
)
def test_that_every_failure_is_one_line_and_writes_nothing(run: Run, arguments: str, message: str) -> None:
    Path("q.jsonl").write_text(LOG, encoding="utf-8")
    Path("empty").write_bytes(b"\n\n")
    Path("other").write_text("date,calls\n2026-11-22,7\n", encoding="utf-8")
    Path("binary").write_bytes(b"\x7fELF\0\0\0\n")
    Path("cut.gz").write_bytes(gzip.compress(LOG.encode())[:-20])
    Path("local").write_text(
        "time,callid,queuename,agent,event\n2014-05-13 16:53:20,1,s,a,PAUSE\n", encoding="utf-8"
    )
    before = {name: Path(name).read_bytes() for name in os.listdir()}
    status, out, err = run("import", *arguments.split())
    assert (status, out) == (2, "")
    assert err.startswith("floorlight: ")
    assert message in err
    assert err.count("\n") == 1
    assert {name: Path(name).read_bytes() for name in os.listdir()} == before


def test_that_the_manual_names_every_format_and_option(run: Run) -> None:
    status, out, _ = run("import", "--help")
    assert status == 0
    assert all(name in out for name in ("asterisk-queue-log", "calls-csv", "schedule-csv"))
    _, out, _ = run("import", "asterisk-queue-log", "--help")
    options = "--output --remarks --threshold --wrap-up --time-zone --columns --agents --encoding"
    assert all(option in out for option in options.split())
    _, out, _ = run("import", "calls-csv", "--help")
    assert all(option in out for option in ("--presence", "--date"))


def test_that_a_table_under_other_names_is_read_by_its_columns(run: Run) -> None:
    rows = [line.split("|") for line in LOG.splitlines() if line != "torn"]
    Path("table.tsv").write_text(
        "nr\twhen\tcall\tqueue no\twho\twhat\trest\n"
        + "".join(f"{n}\t" + "\t".join((*row[:5], "|".join(row[5:]))) + "\n" for n, row in enumerate(rows)),
        encoding="utf-8",
    )
    names = "time=when,callid=call,queue=queue no,agent=who,event=what,data=rest"
    status, out, _ = run("import", "asterisk-queue-log", "table.tsv", "--columns", names)
    assert status == 0
    assert out == run("import", "asterisk-queue-log", "queue_log")[1]


def test_that_a_day_said_is_that_of_times_alone(run: Run) -> None:
    Path("calls.csv").write_text("at,waited,who\n09:00:00,0,Kim\n", encoding="utf-8")
    Path("map.toml").write_text(
        '[columns]\nentry = "at"\nqueue_time = "waited"\nagent = "who"\n'
        '[times]\nzone = "UTC"\nformats = ["%H:%M:%S"]\n'
        '[queues]\nfixed = "main"\n',
        encoding="utf-8",
    )
    command = ("import", "calls-csv", "calls.csv", "--map", "map.toml")
    status, out, _ = run(*command, "--date", "2026-06-16")
    assert (status, out.count('"at":"2026-06-16T09:00:00.000Z"')) == (0, len(out.splitlines()))
    status, _, err = run(*command)
    assert status == 2
    assert "set times.date (or --date)" in err
    status, _, err = run(*command, "--date", "16.6.2026")
    assert status == 2
    assert "times.date = '16.6.2026': a day is written as 2026-06-16" in err


def test_that_a_file_that_cannot_be_finished_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "day.jsonl.gz"
    path.write_bytes(b"old")

    def interrupted() -> None:
        with whole_file(path) as file:
            file.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert [found.name for found in tmp_path.iterdir()] == ["day.jsonl.gz"]
    assert path.read_bytes() == b"old"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither named pipes in folders nor SIGINT")
def test_that_ctrl_c_while_reading_leaves_nothing_and_exits_130(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    program = subprocess.Popen(
        [sys.executable, "-m", "console", "import", "asterisk-queue-log", str(pipe), "-o", "out.jsonl"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[4])},
        stderr=subprocess.PIPE,
    )

    def let_go() -> None:
        """Where the program has ended without reading, nobody waits for it to read."""
        program.wait()
        os.close(os.open(pipe, os.O_RDONLY | os.O_NONBLOCK))

    watcher = threading.Thread(target=let_go)
    watcher.start()
    # Opening waits until the program reads.
    with pipe.open("wb", buffering=0):
        program.send_signal(signal.SIGINT)
        _, err = program.communicate(timeout=60)
        watcher.join()
    assert (program.returncode, err) == (130, b"")
    assert os.listdir(tmp_path) == ["pipe"]


def test_that_a_reader_who_stops_reading_is_no_failure(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text(
        "".join(f"{1400000000 + n}|{n}.1|sales|NONE|ENTERQUEUE||{n}|1\n" for n in range(3000)),
        encoding="utf-8",
    )
    program = subprocess.Popen(
        [sys.executable, "-m", "console", "import", "asterisk-queue-log", str(log)],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[4])},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert program.stdout is not None
    assert program.stdout.readline().startswith(b'{"type":"queue.profile"')
    program.stdout.close()
    assert program.stderr is not None
    with program.stderr:
        assert b"Traceback" not in program.stderr.read()
    assert program.wait(timeout=60) == 0


def test_that_bytes_of_another_encoding_are_said(run: Run) -> None:
    Path("queue_log").write_bytes(LOG.replace("Ana", "Zoë").encode("cp1252"))
    _, _, err = run("import", "asterisk-queue-log", "queue_log")
    assert "note: Lines of queue_log with bytes that are not utf-8: 4; name its encoding" in err
    _, out, err = run("import", "asterisk-queue-log", "queue_log", "--encoding", "cp1252")
    assert "Zoë" in out
    assert "bytes that are not" not in err


def test_that_a_dash_is_standard_output(run: Run) -> None:
    assert (
        run("import", "asterisk-queue-log", "queue_log", "-o", "-")[:2]
        == run("import", "asterisk-queue-log", "queue_log")[:2]
    )
    assert not Path("-").exists()
