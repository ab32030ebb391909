"""Blocks: what is stored comes back, and any byte that changes is noticed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.history.days.blocks import BLOCK_BYTES, BLOCK_LINES, NO_INSTANT, StoredBlock

LINES = st.lists(st.binary(max_size=80).map(lambda text: text.replace(b"\n", b" ")), min_size=1, max_size=20)


def block_of(*lines: bytes) -> StoredBlock:
    return StoredBlock.of(1, 7, lines, 0, NO_INSTANT, NO_INSTANT)


@given(LINES)
def test_that_a_block_gives_its_lines_back(lines: list[bytes]) -> None:
    block = StoredBlock.checked(tuple(block_of(*lines)))
    assert block.text().split(b"\n")[:-1] == lines
    assert (block.first_line, block.lines) == (7, len(lines))


@given(LINES, st.data())
def test_that_any_changed_byte_is_noticed(lines: list[bytes], data: st.DataObject) -> None:
    block = block_of(*lines)
    place = data.draw(st.integers(0, len(block.data) - 1))
    flipped = block.data[place] ^ data.draw(st.integers(1, 255))
    changed = block.data[:place] + bytes([flipped]) + block.data[place + 1 :]
    with pytest.raises(ValueError, match="checksum"):
        StoredBlock.checked(tuple(block._replace(data=changed)))


@pytest.mark.parametrize("name", [name for name in StoredBlock._fields if name != "data"])
@pytest.mark.parametrize("value", [3, -1, "x", b"x", None, 1.5])
def test_that_any_changed_field_is_noticed(name: str, value: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        StoredBlock.checked(tuple({**block_of(b"a", b"b")._asdict(), name: value}.values()))


def test_that_a_block_is_full_by_lines_or_by_bytes() -> None:
    assert not block_of(b"a").is_full
    assert block_of(*[b""] * BLOCK_LINES).is_full
    assert block_of(b"a" * BLOCK_BYTES).is_full
