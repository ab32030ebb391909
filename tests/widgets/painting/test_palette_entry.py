"""What can be found in the command palette: equal entries are one."""

from __future__ import annotations

from widgets.dialogs.command_palette import found
from widgets.painting.palette_entry import PaletteEntry


def test_that_an_entry_needs_no_more_than_a_name_and_words_to_be_found() -> None:
    entry = PaletteEntry("agent:1", "Ana Costa")
    assert (entry.detail, entry.keys) == ("", "")
    assert found("costa", [entry]) == [entry]
    assert len({entry, PaletteEntry("agent:1", "Ana Costa")}) == 1
