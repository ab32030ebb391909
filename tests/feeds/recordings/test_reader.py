"""Recordings on disk: every packing reads the same, and every damage has its words."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from feeds.protocol.decoding import Batch, Invalid
from feeds.recordings.reader import Recording, RecordingError
from feeds.recordings.writer import packer_of
from tests.feeds import FULL, MINIMAL, encoded, log_of
from tests.made_logs import made_log

MADE = log_of(*made_log(2))
HELD = encoded(MINIMAL["contact.held"])
BLOCK = 256 * 1024


def zstd(plain: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(plain)


PACKINGS: list[tuple[str, Callable[[bytes], bytes]]] = [
    (".jsonl", bytes),
    (".jsonl.gz", gzip.compress),
    (".jsonl.zst", zstd),
]


def written(folder: Path, name: str, raw: bytes) -> Recording:
    path = folder / name
    path.write_bytes(raw)
    return Recording(path)


def read(recording: Recording) -> Batch:
    """All batches of *recording* as one."""
    whole = Batch()
    lines: list[int] = []
    for batch in recording.batches():
        whole.events += batch.events
        whole.instants += batch.instants
        lines += batch.lines
        whole.invalid += batch.invalid
        whole.unknown += batch.unknown
    whole.lines = lines
    return whole


def refusal(folder: Path, name: str, raw: bytes) -> str:
    """Why the recording cannot be read; one line that names it."""
    with pytest.raises(RecordingError) as error:
        read(written(folder, name, raw))
    assert str(folder / name) in str(error.value)
    assert "\n" not in str(error.value)
    return str(error.value)


@pytest.mark.parametrize(("suffix", "pack"), PACKINGS)
def test_that_every_packing_reads_the_same(
    tmp_path: Path, suffix: str, pack: Callable[[bytes], bytes]
) -> None:
    found = read(written(tmp_path, "log" + suffix, pack(MADE)))
    assert found == read(written(tmp_path, "plain.jsonl", MADE))
    assert list(found.lines) == list(range(1, MADE.count(b"\n") + 1))
    assert (found.invalid, found.unknown) == ([], 0)


@pytest.mark.parametrize(("suffix", "pack"), PACKINGS)
def test_that_the_bytes_say_how_a_log_is_packed_where_the_name_does_not(
    tmp_path: Path, suffix: str, pack: Callable[[bytes], bytes]
) -> None:
    assert read(written(tmp_path, "log", pack(MADE))) == read(written(tmp_path, "log.jsonl", MADE))


@pytest.mark.parametrize("pack", [gzip.compress, zstd])
def test_that_packings_joined_end_to_end_are_one_log(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    half = MADE.index(b"\n", len(MADE) // 2) + 1
    joined = written(tmp_path, "joined", pack(MADE[:half]) + pack(MADE[half:]))
    assert read(joined) == read(written(tmp_path, "log.jsonl", MADE))


def test_that_reading_twice_gives_the_same(tmp_path: Path) -> None:
    recording = written(tmp_path, "log.jsonl.gz", gzip.compress(MADE))
    assert read(recording) == read(recording)


@pytest.mark.parametrize(("suffix", "pack"), PACKINGS)
def test_that_the_position_ends_at_the_size(
    tmp_path: Path, suffix: str, pack: Callable[[bytes], bytes]
) -> None:
    recording = written(tmp_path, "log" + suffix, pack(MADE * 4))
    assert recording.size == (tmp_path / ("log" + suffix)).stat().st_size
    positions = [recording.position for _ in recording.batches()]
    assert positions == sorted(positions)
    assert recording.position == recording.size


def test_that_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="does not exist; check the name"):
        Recording(tmp_path / "absent.jsonl")


def test_that_a_file_gone_since_is_named(tmp_path: Path) -> None:
    recording = written(tmp_path, "log.jsonl", MADE)
    recording.path.unlink()
    with pytest.raises(RecordingError, match="does not exist"):
        read(recording)


def test_that_a_path_through_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "log.jsonl").write_bytes(MADE)
    with pytest.raises(RecordingError):
        Recording(tmp_path / "log.jsonl" / "inner.jsonl")


def test_that_a_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="is a directory"):
        Recording(tmp_path)


def test_that_an_empty_file_is_refused(tmp_path: Path) -> None:
    assert "is empty" in refusal(tmp_path, "log.jsonl", b"")


@pytest.mark.parametrize(
    "raw",
    [b"\x7fELF\x02\x01\x01\x00\x00", bytes(range(256)) * 10, MADE.decode().encode("utf-16"), HELD + b"\n\0"],
    ids=["program", "bytes", "utf-16", "nul"],
)
@pytest.mark.parametrize(("suffix", "pack"), PACKINGS)
def test_that_binary_data_is_refused(
    tmp_path: Path, raw: bytes, suffix: str, pack: Callable[[bytes], bytes]
) -> None:
    assert "holds binary data" in refusal(tmp_path, "log" + suffix, pack(raw))


@pytest.mark.parametrize(("suffix", "pack"), PACKINGS[1:])
def test_that_a_packing_of_which_nothing_is_left_is_damaged(
    tmp_path: Path, suffix: str, pack: Callable[[bytes], bytes]
) -> None:
    assert "is damaged" in refusal(tmp_path, "log" + suffix, pack(MADE)[:16])


def flushed(suffix: str) -> bytes:
    """MADE as a writer packs it that flushes now and then, and is killed before it can end."""
    packer = packer_of(suffix)
    lines = MADE.splitlines(keepends=True)
    return b"".join(packer.pack(line) + packer.flush() for line in lines)


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
@pytest.mark.parametrize("share", [0.3, 0.5, 0.9999, 1])
def test_that_a_packing_cut_short_is_read_to_its_last_whole_line(
    tmp_path: Path, suffix: str, share: float
) -> None:
    packed = flushed(suffix)
    recording = written(tmp_path, "log.jsonl" + suffix, packed[: int(share * len(packed))])
    found = read(recording)
    whole = read(written(tmp_path, "whole.jsonl", MADE))
    count = len(found.events)
    assert share * 0.8 * len(whole.events) < count <= len(whole.events)
    assert (found.events, found.invalid) == (whole.events[:count], [])
    assert recording.cut == "within a compressed block"
    assert str(recording.path) in recording.cut_words


def test_that_what_is_whole_is_not_cut(tmp_path: Path) -> None:
    for suffix, pack in PACKINGS:
        for raw in (MADE, MADE[:-1]):
            recording = written(tmp_path, "log" + suffix, pack(raw))
            assert len(read(recording).invalid) == 0
            assert recording.cut is None


@pytest.mark.parametrize(("suffix", "pack"), PACKINGS[1:])
def test_that_a_packing_with_wrong_bytes_is_damaged(
    tmp_path: Path, suffix: str, pack: Callable[[bytes], bytes]
) -> None:
    packed = bytearray(pack(MADE))
    middle = len(packed) // 2
    packed[middle : middle + 40] = b"\xff" * 40
    assert "is damaged" in refusal(tmp_path, "log" + suffix, bytes(packed))


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_that_a_name_that_promises_a_packing_the_bytes_lack_is_damaged(tmp_path: Path, suffix: str) -> None:
    assert f"its name says {suffix}" in refusal(tmp_path, "log.jsonl" + suffix, MADE)


def test_that_a_byte_order_mark_and_carriage_returns_change_nothing(tmp_path: Path) -> None:
    windows = b"\xef\xbb\xbf" + MADE.replace(b"\n", b"\r\n")
    found = read(written(tmp_path, "windows.jsonl", windows))
    assert found == read(written(tmp_path, "log.jsonl", MADE))


def test_that_a_carriage_return_at_the_end_of_a_block_changes_nothing(tmp_path: Path) -> None:
    room = BLOCK - len(HELD) - 1
    lines = [b" " * (room // 8 - 2) for _ in range(8)]
    head = b"\r\n".join(lines) + b"\r\n"
    head += b" " * (BLOCK - len(head) - len(HELD) - 1)
    raw = head + HELD + b"\r\n" + HELD + b"\r\n"
    assert raw[BLOCK - 1 : BLOCK + 1] == b"\r\n"
    found = read(written(tmp_path, "log.jsonl", raw))
    assert list(found.lines) == [9, 10]
    assert found.invalid == []


def test_that_a_log_of_many_blocks_keeps_its_line_numbers(tmp_path: Path) -> None:
    count = 3 * BLOCK // len(HELD)
    found = read(written(tmp_path, "log.jsonl", (HELD + b"\n") * count + b"nonsense\n" + HELD))
    assert list(found.lines) == [*range(1, count + 1), count + 2]
    assert [invalid.line for invalid in found.invalid] == [count + 1]


def test_that_only_blank_lines_are_no_events(tmp_path: Path) -> None:
    found = read(written(tmp_path, "log.jsonl", b"\n\r\n  \n"))
    assert (found.events, found.invalid) == ([], [])


def test_that_the_last_line_needs_no_end(tmp_path: Path) -> None:
    found = read(written(tmp_path, "log.jsonl", HELD + b"\n" + HELD))
    assert list(found.lines) == [1, 2]


@pytest.mark.parametrize("kept", [1, 30, len(HELD) - 1])
def test_that_a_last_line_cut_off_is_no_invalid_line_but_a_cut(tmp_path: Path, kept: int) -> None:
    recording = written(tmp_path, "log.jsonl", HELD + b"\n" + HELD[:kept])
    found = read(recording)
    assert (list(found.lines), found.invalid) == ([1], [])
    assert recording.cut == "in the middle of its last line"


def test_that_a_last_line_that_never_was_an_object_is_invalid_and_a_torn_one_with_an_end_too(
    tmp_path: Path,
) -> None:
    for last in (b"nonsense", HELD[:-5] + b"\n"):
        recording = written(tmp_path, "log.jsonl", HELD + b"\n" + last)
        assert [invalid.line for invalid in read(recording).invalid] == [2]
        assert recording.cut is None


@pytest.mark.parametrize("after", [b"", b"\n" + HELD, b"\n" + HELD + b"\n" + HELD + b"\n"])
def test_that_a_line_too_long_to_hold_is_one_invalid_line(tmp_path: Path, after: bytes) -> None:
    found = read(written(tmp_path, "log.jsonl", HELD + b"\n" + b"x" * 5_000_000 + after))
    assert list(found.lines) == [1, *range(3, 3 + after.count(HELD))]
    assert [invalid.line for invalid in found.invalid] == [2]
    assert found.invalid[0].reason.startswith("too large")


def test_that_a_line_of_5_mb_alone_is_one_invalid_line(tmp_path: Path) -> None:
    found = read(written(tmp_path, "log.jsonl", b"x" * 5_000_000))
    assert [(invalid.line, invalid.reason[:9]) for invalid in found.invalid] == [(1, "too large")]


def test_that_a_line_too_long_to_hold_keeps_its_beginning(tmp_path: Path) -> None:
    found = read(written(tmp_path, "log.jsonl", b"x" * 5_000_000 + b"\n"))
    assert found.invalid == [Invalid(1, found.invalid[0].reason, "x" * 4096)]


def test_that_long_lines_among_short_ones_keep_their_places(tmp_path: Path) -> None:
    long = encoded({**FULL["hello"], "padding": "x" * 100_000})
    large = encoded({**FULL["contact.held"], "padding": "x" * 100_000})
    raw = b"\n".join([HELD, long, HELD, large, HELD, long])
    found = read(written(tmp_path, "log.jsonl", raw))
    assert list(found.lines) == [1, 2, 3, 5, 6]
    assert [invalid.line for invalid in found.invalid] == [4]


@pytest.mark.parametrize(("suffix", "pack"), PACKINGS)
def test_that_lines_without_end_and_blank_ones_without_number_are_passed(
    tmp_path: Path, suffix: str, pack: Callable[[bytes], bytes]
) -> None:
    long, blank = b"a" * (20 * 1024 * 1024), b"\n" * (4 * 1024 * 1024)
    found = read(written(tmp_path, "log" + suffix, pack(long + b"\n" + blank + HELD + b"\n" + long)))
    assert [event.type for event in found.events] == ["contact.held"]
    assert list(found.lines) == [2 + len(blank)]
    assert [(bad.line, bad.reason[:9], len(bad.raw)) for bad in found.invalid] == [
        (1, "too large", 4096),
        (3 + len(blank), "too large", 4096),
    ]


def test_that_a_window_too_large_is_said_with_what_to_do(tmp_path: Path) -> None:
    parameters = zstandard.ZstdCompressionParameters(window_log=31)
    packing = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    raw = packing.compress(MADE) + packing.flush()
    assert "decompress it with `zstd -d --long=31`" in refusal(tmp_path, "log.jsonl.zst", raw)
