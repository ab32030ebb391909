"""What the window keeps between two runs."""

from __future__ import annotations

from pathlib import Path

from console.window.saved_geometry import keep_bytes, kept_bytes


def test_that_what_is_kept_comes_back_and_a_place_that_cannot_be_had_does_not_matter(tmp_path: Path) -> None:
    keep_bytes(tmp_path / "deep" / "window", b"as it was")
    assert kept_bytes(tmp_path / "deep" / "window") == b"as it was"
    assert kept_bytes(tmp_path / "nowhere") == b""
    keep_bytes(tmp_path / "deep" / "window" / "below a file", b"x")
