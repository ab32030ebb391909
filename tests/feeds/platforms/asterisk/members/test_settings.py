"""Tests of a switch's settings: everything may be left out, nothing may be misspelt."""

from __future__ import annotations

import tomllib

import pytest
from pydantic import ValidationError

from feeds.platforms.asterisk.members.settings import SwitchSettings

_WHOLE = """
wrap_up_seconds = 10
[site]
name = "Lisbon"
time_zone = "Europe/Lisbon"
[site.reasons]
"WC" = "break"
[queues.support]
name = "Support"
wrap_up_seconds = 8.5
threshold_seconds = 20
target = 0.9
[agents.kim]
name = "Kim N."
team = "north"
spellings = ["Kim Novak", "PJSIP/132"]
"""


def test_that_a_whole_file_is_read() -> None:
    settings = SwitchSettings.model_validate(tomllib.loads(_WHOLE))
    assert settings.of("support").wrap_up_seconds == 8.5
    assert settings.of("other").wrap_up_seconds is None
    assert settings.site is not None
    assert settings.site.reasons == {"WC": "break"}
    assert settings.agents["kim"].spellings == ["Kim Novak", "PJSIP/132"]


@pytest.mark.parametrize(
    "text",
    [
        "wrapup_seconds = 8",
        "wrap_up_seconds = -1",
        'wrap_up_seconds = "8"',
        "[queues.support]\nwrapuptime = 8",
        "[queues.support]\ntarget = 80",
        "[site]\ntimezone = 'UTC'",
        "[site]\ntime_zone = 'Mars/Olympus'",
    ],
)
def test_that_what_is_misspelt_or_out_of_range_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        SwitchSettings.model_validate(tomllib.loads(text))
