"""Private files: their owner's alone, and temporary ones never through a link."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import pytest

from feeds.errors import UserError
from feeds.files.private_files import file_beside, is_open_to_others, make_exclusively, open_to_append
from feeds.recordings.whole_file import whole_file

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes and links as POSIX has them")


@pytest.fixture(autouse=True)
def open_mask() -> Iterator[None]:
    """The mask of a careless user: what is private is so by itself."""
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_that_what_is_made_is_its_owners_and_what_is_there_keeps_its_mode(tmp_path: Path) -> None:
    new, old = tmp_path / "new", tmp_path / "old"
    old.write_bytes(b"old")
    for path in (new, old):
        with open_to_append(path) as file:
            file.write(b"!")
    assert (mode(new), mode(old), old.read_bytes()) == (0o600, 0o666, b"old!")


def test_that_a_link_is_followed_when_it_leads_somewhere(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"1")
    (tmp_path / "link").symlink_to("real")
    with open_to_append(tmp_path / "link") as file:
        file.write(b"2")
    assert (tmp_path / "real").read_bytes() == b"12"
    (tmp_path / "loose").symlink_to("nowhere")
    with pytest.raises(OSError, match="a dangling link"):
        open_to_append(tmp_path / "loose")
    assert not (tmp_path / "nowhere").exists()


def test_that_a_temporary_file_is_never_made_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "victim")
    with pytest.raises(FileExistsError):
        make_exclusively(tmp_path / "link")
    assert not (tmp_path / "victim").exists()


def test_that_a_link_laid_where_a_temporary_file_goes_is_passed_or_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"kept")
    (tmp_path / ".out.jsonl.guessed.part").symlink_to(victim)
    tokens = iter(["guessed", "other"])
    monkeypatch.setattr("feeds.files.private_files.secrets.token_hex", lambda size: next(tokens))
    with whole_file(tmp_path / "out.jsonl") as file:
        file.write(b"new")
    assert ((tmp_path / "out.jsonl").read_bytes(), victim.read_bytes()) == (b"new", b"kept")
    monkeypatch.setattr("feeds.files.private_files.secrets.token_hex", lambda size: "guessed")
    refused = pytest.raises(UserError, match=r"out\.jsonl cannot be written: File exists")
    with refused, whole_file(tmp_path / "out.jsonl"):
        pass
    assert victim.read_bytes() == b"kept"


def test_that_a_whole_file_is_its_owners_or_has_the_mode_of_what_it_replaces(tmp_path: Path) -> None:
    new, old = tmp_path / "new.jsonl", tmp_path / "old.jsonl"
    old.write_bytes(b"old")
    old.chmod(0o640)
    for path in (new, old):
        with whole_file(path) as file:
            file.write(b"whole")
    assert (mode(new), mode(old)) == (0o600, 0o640)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new.jsonl", "old.jsonl"]


def test_that_temporary_files_lie_beside_and_have_names_of_their_own(tmp_path: Path) -> None:
    target = tmp_path / "day.jsonl"
    with file_beside(target) as (_, one), file_beside(target) as (_, other):
        assert one != other
        for path in (one, other):
            assert (path.parent, mode(path)) == (tmp_path, 0o600)
    assert list(tmp_path.iterdir()) == []


class _Interrupting:
    """Presses Ctrl+C at the line reached in the step *at*, of all that a block's file takes."""

    def __init__(self, at: int) -> None:
        self.left = at

    def __call__(self, frame: FrameType, event: str, argument: object) -> _Interrupting:
        if event == "line" and frame.f_code.co_filename.endswith(("event_file.py", "private_files.py")):
            self.left -= 1
            if self.left == 0:
                raise KeyboardInterrupt
        return self


def interrupted_at(step: int, path: Path) -> bool:
    """Whether Ctrl+C came, at the *step*th line that writing *path* whole takes."""
    interrupting, before = _Interrupting(step), sys.gettrace()
    sys.settrace(interrupting)
    try:
        with whole_file(path) as file:
            file.write(b"new")
    except KeyboardInterrupt:
        return True
    finally:
        sys.settrace(before)
    return False


# Between the opening of a file and the block that closes it, it is closed as it is let go.
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings(
    "ignore:Exception ignored in. <_io.FileIO:pytest.PytestUnraisableExceptionWarning"
)
def test_that_ctrl_c_at_any_line_leaves_nothing_half_made(tmp_path: Path) -> None:
    path, step = tmp_path / "day.jsonl", 1
    path.write_bytes(b"old")
    while interrupted_at(step, path):
        assert path.read_bytes() in (b"old", b"new")
        assert list(tmp_path.iterdir()) == [path]
        step += 1
    assert step > 20


@pytest.mark.parametrize(
    ("bits", "is_open"), [(0o600, False), (0o400, False), (0o640, True), (0o604, True), (0o602, True)]
)
def test_that_who_may_read_is_known(tmp_path: Path, bits: int, is_open: bool) -> None:
    path = tmp_path / "secret"
    path.write_bytes(b"")
    path.chmod(bits)
    with path.open("rb") as file:
        assert is_open_to_others(file.fileno()) is is_open


def test_that_a_pipe_is_nobodys() -> None:
    read, write = os.pipe()
    assert not is_open_to_others(read)
    os.close(read)
    os.close(write)
