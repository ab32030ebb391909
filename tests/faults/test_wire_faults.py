"""A wire that cuts, stalls, repeats and garbles, a source that dies: the recording is whole."""

from __future__ import annotations

import asyncio
import contextlib
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.console.program import program
from tests.faults import CUTS
from tests.faults.faulty_proxy import Fault, FaultyProxy
from tests.faults.recordings import free_port, numbers, reported
from tests.feeds import log_of
from tests.made_logs import made_log

_LOST_SECONDS = 4  # a generous time for one fault to be found out and mended


async def _recorded(log: Path, path: Path, last: int, proxy: FaultyProxy, port: int, kills: bool) -> str:
    """What `record` says, which has recorded *log* into *path* through *proxy*, to the event *last*."""
    # The log's three hours, played in about a second for each fault.
    speed = str(12_000 / CUTS)
    serve: list[str | Path] = ["serve", log, "--speed", speed, "--wait", "--heartbeat", "0.25"]
    serve += ["--port", str(port)]
    async with proxy.standing(), asyncio.timeout(60 + _LOST_SECONDS * CUTS):
        with contextlib.ExitStack() as programs:
            source = programs.enter_context(program(*serve))
            await _said(source)
            recorder = programs.enter_context(program("record", proxy.url, "-o", path))
            if kills:
                while len(proxy.left) > CUTS // 2:
                    await asyncio.sleep(0.02)
                source.kill()
                source.wait()
                await _said(programs.enter_context(program(*serve)))
            while recorder.poll() is None and (proxy.left or last not in numbers(path)):
                await asyncio.sleep(0.2)
            recorder.terminate()
            _, messages = await asyncio.to_thread(recorder.communicate)
            assert recorder.returncode == 0, messages
    return messages


async def _said(source: subprocess.Popen[str]) -> None:
    assert source.stdout is not None
    assert (await asyncio.to_thread(source.stdout.readline)).startswith("listening on ")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no SIGTERM")
@pytest.mark.parametrize(
    "kills", [False, True], ids=["faults", "faults, and the source killed and restarted"]
)
def test_that_what_is_recorded_through_faults_reports_the_same(tmp_path: Path, kills: bool) -> None:
    log, path = tmp_path / "day.jsonl", tmp_path / "recorded.jsonl.zst"
    made = made_log(11, contacts=CUTS * 15)
    log.write_bytes(log_of(*made))
    faults = list(Fault) * (CUTS // len(Fault))
    random.Random(CUTS).shuffle(faults)
    port = free_port()
    proxy = FaultyProxy(port, faults)
    messages = asyncio.run(_recorded(log, path, len(made), proxy, port, kills))
    assert "Traceback" not in messages
    assert f"{len(made):,} events" in messages
    assert proxy.left == []
    assert proxy.connections >= sum(fault is not Fault.REPEAT for fault in faults)
    assert numbers(path) == list(range(1, len(made) + 1))
    assert reported(path) == reported(log)
