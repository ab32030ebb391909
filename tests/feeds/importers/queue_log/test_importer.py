"""The queue_log importer whole: against Asterisk's own counters, and against anything at all."""

from __future__ import annotations

import gzip
import re
from collections import Counter, defaultdict
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from console.floor.floor import Floor
from console.metrics.reading.windows import rolling
from console.metrics.report import Intake, report
from feeds.importers.import_report import ImportReport
from feeds.importers.ordering import in_order
from feeds.importers.queue_log.importer import QueueLogSettings, read
from feeds.importers.source_file import SourceFile
from feeds.instants import instant
from feeds.protocol.decoding import decode_chunk
from tests.feeds.importers.queue_log.queue_logs import JSON, Imported, imported_from

DATA = Path(__file__).parents[5] / "shared" / "data" / "asterisk"


def recorded(name: str) -> Path:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"{path} is not there")
    return path


def queues_of(found: Imported) -> JSON:
    queues: JSON = report(found.floor, rolling(found.floor.latest, 86_400_000), Intake(0, 0))["queues"]
    return queues


def removed_while_talking(path: Path) -> dict[str, list[int]]:
    """The waits (s) of calls whose member was removed before they ended: Asterisk does not count them."""
    talking: dict[str, tuple[str, str, int]] = {}
    waits: dict[str, list[int]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        _, call, queue, agent, verb, *data = line.split("|")
        if verb == "CONNECT":
            talking[call] = queue, agent, int(data[0])
        elif verb.startswith("COMPLETE"):
            talking.pop(call)
        elif verb == "REMOVEMEMBER":
            for of_queue, by_agent, wait in talking.values():
                if (of_queue, by_agent) == (queue, agent):
                    waits[queue].append(wait)
    return waits


def last_counters(path: Path) -> dict[str, dict[str, str]]:
    """Asterisk's last word on each queue."""
    counters = {}
    for block in gzip.decompress(path.read_bytes()).decode("utf-8").replace("\r", "").split("\n\n"):
        fields = dict(re.findall(r"^(\w+): (.*)$", block, re.MULTILINE))
        if fields.get("Event") == "QueueParams":
            counters[fields["Queue"]] = fields
    return counters


def test_that_the_log_of_2026_agrees_with_asterisks_own_counters() -> None:
    path = recorded("queue_log-2026")
    counters = last_counters(recorded("ami-2026-counters.txt.gz"))
    uncounted = removed_while_talking(path)
    assert {queue: len(waits) for queue, waits in uncounted.items()} == {"support": 2, "sales": 2}
    found = imported_from([path], QueueLogSettings(threshold_seconds=10))
    queues = queues_of(found)
    assert set(queues) == set(counters) == {"billing", "sales", "support"}
    for name, queue in queues.items():
        theirs, missed = counters[name], uncounted[name]
        assert queue["answered"] - len(missed) == int(theirs["Completed"])
        # Asterisk counts time-outs among the abandoned.
        assert queue["abandoned"] + queue["deflected"] == int(theirs["Abandoned"])
        in_time = queue["answered_in_threshold"] - sum(wait <= 10 for wait in missed)
        share = 100 * in_time / (queue["answered"] - len(missed))
        assert share == pytest.approx(float(theirs["ServicelevelPerf"]), abs=0.05)
        # Completed moves to the next answer only after the call: none is open at the end.
        assert queue["waiting"] == 0
    assert sum(queue["abandoned"] for queue in queues.values()) == 70
    assert sum(queue["deflected"] for queue in queues.values()) == 35
    assert found.anomalies == found.left_out == {}
    assert found.findings.used == 1590
    # One phone was answered as its ring ran out: the log says both, in one second.
    assert [remark.line for remark in found.findings.contradictory.kept] == [1334]


def test_that_the_rings_of_2026_are_those_asterisk_sent_its_manager() -> None:
    """Every call to a member, by contact and agent, and when it began: within the second the log cuts off."""
    found = imported_from([recorded("queue_log-2026")])
    calls: dict[tuple[str, str], list[float]] = defaultdict(list)
    stream = gzip.decompress(recorded("ami-2026.txt.gz").read_bytes()).decode("utf-8", "replace")
    for packet in stream.replace("\r", "").split("\n\n"):
        if packet.startswith("Event: AgentCalled\n"):
            fields = dict(line.split(": ", 1) for line in packet.splitlines() if ": " in line)
            calls[fields["Uniqueid"], fields["MemberName"]].append(float(fields["Timestamp"]))
    offers: dict[tuple[str, str], list[float]] = defaultdict(list)
    for event in found.of("contact.offered"):
        offers[event["contact"], event["agent"]].append(instant(event["at"]) / 1000)
    assert sum(map(len, offers.values())) == 419
    assert {key: len(rings) for key, rings in offers.items()} == {
        key: len(rings) for key, rings in calls.items()
    }
    for key, rings in offers.items():
        assert rings == pytest.approx(calls[key], abs=1.1)


def test_that_the_agents_of_2026_come_and_go_and_pause_as_the_log_says() -> None:
    path = recorded("queue_log-2026")
    found = imported_from([path])
    states = found.of("agent.state")
    # 60 pauses and 58 ends of one, written once each; PAUSE and UNPAUSE of each queue say the same again.
    assert sum(event["state"] == "not_ready" for event in states) == 60
    reasons = Counter(event.get("reason", "") for event in states if event["state"] == "not_ready")
    log = path.read_text(encoding="utf-8")
    assert reasons == Counter(re.findall(r"\|PAUSEALL\|(.*)$", log, re.MULTILINE))
    assert len({event["agent"] for event in states}) == 11


def test_that_the_log_of_2010_is_imported_by_its_calls_alone() -> None:
    found = imported_from([recorded("queue_log-2010.txt")])
    assert found.findings.used == 271
    assert found.left_out == {"CONFIGRELOAD: not an event of the floor": 7}
    assert found.anomalies == found.contradictory == {}
    assert not found.of("agent.state")
    # Every answer was an offer, though this version logs no ring.
    assert len(found.of("contact.offered")) == 221 + 8
    floor = report(found.floor, rolling(found.floor.latest, 86_400_000), Intake(0, 0))["floor"]
    assert floor["missed_rate"] == pytest.approx(221 / 229)
    queue = queues_of(found)["9000"]
    assert (queue["answered"], queue["abandoned"], queue["waiting"]) == (8, 12, 1)
    assert len(found.of("contact.missed")) == 221
    assert {event["agent"] for event in found.of("contact.missed")} == {f"20{n:02}" for n in range(1, 11)} - {
        "2003"
    }


def test_that_the_site_takes_the_zone_asked_for_and_queues_their_thresholds(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(
        "time,callid,queuename,agent,event,data\n"
        "2014-05-13 18:53:20.5,1,sales,NONE,ENTERQUEUE,|1|1\n"
        "2014-05-13 18:53:21.5,2,help,NONE,ENTERQUEUE,|1|1\n",
        encoding="utf-8",
    )
    zone = QueueLogSettings(
        threshold_seconds=30, thresholds={"sales": 10}, time_zone=ZoneInfo("Europe/Berlin")
    )
    found = imported_from([path], zone)
    assert found.events[0]["type"] == "site.profile"
    assert found.events[0]["time_zone"] == "Europe/Berlin"
    thresholds = {e["queue"]: e["service_level"]["threshold_seconds"] for e in found.of("queue.profile")}
    assert thresholds == {"sales": 10, "help": 30}


# Anything at all -----------------------------------------------------------------------------------

VERBS = (
    *("ENTERQUEUE", "CONNECT", "ABANDON", "COMPLETEAGENT", "COMPLETECALLER", "RINGNOANSWER", "RINGCANCELED"),
    *("TRANSFER", "BLINDTRANSFER", "ATTENDEDTRANSFER", "EXITWITHTIMEOUT", "EXITWITHKEY", "EXITEMPTY"),
    *("WITHDRAW", "SYSCOMPAT", "AGENTDUMP", "ADDMEMBER", "REMOVEMEMBER", "PAUSE", "PAUSEALL", "UNPAUSE"),
    *("UNPAUSEALL", "AGENTLOGIN", "AGENTLOGOFF", "AGENTCALLBACKLOGIN", "AGENTCALLBACKLOGOFF", "CALLSTATUS"),
    *("OUTDIAL", "OUTANSWER", "OUTCANCEL", "OUTCONGESTION", "OUTCHANUNAVAIL", "OUTBUSY", "OUTTRANSFER"),
    *("DID", "CONFIGRELOAD", "QUEUESTART", "HOTDESK"),
)
AGENTS = ("Ana", "SIP/1141-0000ab", "Local/1141@x/n", "Agent/1142", "NONE", "")
VALUES = (
    "",
    "0",
    "1",
    "3",
    "7",
    "2500",
    "90000",
    "-4",
    "x",
    "PAUSED",
    "SIP/1142",
    "anonymous",
    "9" * 20,
    "½",
)

row = some.builds(
    lambda second, call, queue, agent, verb, data: "|".join(
        (str(1_400_000_000 + second), call, queue, agent, verb, *data)
    ),
    some.integers(0, 60) | some.integers(0, 100_000),
    some.sampled_from(("1.1", "1.2", "1.3", "NONE", "")),
    some.sampled_from(("sales", "help", "NONE", "")),
    some.sampled_from(AGENTS),
    some.sampled_from(VERBS),
    some.lists(some.sampled_from(VALUES), max_size=6),
)


def imported_bytes(folder: Path, content: bytes, wrap_up: float | None) -> tuple[Floor, ImportReport]:
    path = folder / "log"
    path.write_bytes(content)
    findings = ImportReport()
    files = [SourceFile(path)]
    events = [text for _, text in in_order(read(files, findings, QueueLogSettings(wrap_up_seconds=wrap_up)))]
    batch = decode_chunk(b"".join(event + b"\n" for event in events), 1)
    assert not batch.invalid
    floor = Floor(None, horizon_ms=None)
    floor.apply_all(batch.events, batch.instants, batch.lines, "import")
    return floor, findings


@settings(max_examples=150)
@given(rows=some.lists(row, max_size=60), is_sorted=some.booleans(), wrap_up=some.sampled_from((None, 0, 5)))
def test_that_rows_in_any_order_give_a_floor_without_anomalies(
    tmp_path_factory: pytest.TempPathFactory, rows: list[str], is_sorted: bool, wrap_up: float | None
) -> None:
    """The log may contradict itself; the events never do, and every row is used or left out."""
    lines = sorted(rows) if is_sorted else rows
    folder = tmp_path_factory.mktemp("any")
    floor, findings = imported_bytes(folder, "\n".join(lines).encode(), wrap_up)
    assert not floor.books.anomaly_counts
    assert floor.late == 0
    assert findings.rows == len(rows)


@settings(max_examples=80)
@given(
    content=some.binary(max_size=300).filter(lambda content: b"\0" not in content)
    | some.lists(some.binary(max_size=40), max_size=8).map(b"|".join).filter(lambda c: b"\0" not in c)
    | some.text(alphabet='0123456789|,;"\t\n NONEtimevcad\u2028', max_size=200).map(str.encode)
)
def test_that_no_bytes_raise(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    imported_bytes(tmp_path_factory.mktemp("bytes"), b"1400000000|1|s|a|PAUSE|\n" + content, None)
    path = tmp_path_factory.mktemp("bytes") / "log"
    path.write_bytes(b"time,callid,queuename,agent,event,data\n" + content)
    findings = ImportReport()
    list(read([SourceFile(path)], findings, None))
