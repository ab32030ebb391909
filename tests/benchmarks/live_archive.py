"""`make bench`: what keeping a live source in the archive costs, on disk and of a core."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import zstandard

from console.history.archive import Archive, size_of
from console.history.recording.archive_recording import ArchiveRecording
from console.history.recording.archive_thread import ArchiveThread
from feeds.events import instant_text
from tests.benchmarks.made_day import START, made_day

_RATE = 2_000
_SECONDS = 20
_BATCH = 40


def main() -> None:
    print("\nmaking a day of 2,000 agents …", file=sys.stderr)
    lines = made_day(agents=2_000, queues=40, contacts=40_000)
    print(f"\nkeeping {len(lines):,} events of 2,000 agents in the archive\n")
    _bytes_on_disk(lines)
    _share_of_a_core(lines)


def _bytes_on_disk(lines: list[bytes]) -> None:
    """Print the bytes an event of a day written twice a second, beside its lines and their Zstandard."""
    raw = b"".join(line + b"\n" for line in lines)
    packed = len(zstandard.ZstdCompressor().compress(raw))
    with tempfile.TemporaryDirectory() as folder:
        recording = _recording(Path(folder))
        recording.write(_hello())
        for number, line in enumerate(lines, 1):
            recording.write(line)
            if number % (_RATE // 2) == 0:
                recording.flush()
        recording.close()
        kept = sum(size_of(path) for path in recording.archive.files())
    events = len(lines)
    for name, size in (("lines as received", len(raw)), ("one .jsonl.zst", packed), ("archive", kept)):
        print(f"{name:<36} {size / events:6.1f} bytes an event   {size / packed:5.2f} × its zstd")


def _share_of_a_core(lines: list[bytes]) -> None:
    """Print the CPU time of the archive's thread, and of giving it the lines, as shares of a core."""
    with tempfile.TemporaryDirectory() as folder:
        thread = ArchiveThread(_recording(Path(folder)), print)
        thread.start()
        clock = time.pthread_getcpuclockid(thread._thread.ident or 0)
        thread.write(_hello())
        given = 0.0
        begun, spent = time.monotonic(), time.clock_gettime(clock)
        for number in range(_RATE * _SECONDS // _BATCH):
            start = time.thread_time()
            for line in lines[number * _BATCH : (number + 1) * _BATCH]:
                thread.write(line)
            given += time.thread_time() - start
            time.sleep(max(0.0, begun + (number + 1) * _BATCH / _RATE - time.monotonic()))
        passed = time.monotonic() - begun
        spent = time.clock_gettime(clock) - spent
        thread.close()
    print(f"\n{_RATE:,} events a second for {_SECONDS} s, CPU time:")
    print(f"{'archive thread':<36} {spent / passed:7.2%} of a core")
    print(f"{'giving it the lines':<36} {given / passed:7.2%} of a core")


def _recording(folder: Path) -> ArchiveRecording:
    return ArchiveRecording(Archive(folder / "archive"), "ws://bench", print)


def _hello() -> bytes:
    at = instant_text(START).encode()
    return b'{"type":"hello","protocol":1,"source":"bench","epoch":"e1","heartbeat_seconds":5,"at":"%s"}' % at


if __name__ == "__main__":
    main()
