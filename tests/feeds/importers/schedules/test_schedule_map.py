"""The map of a file of schedules: what it refuses, in words that say what to write instead."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from feeds.importers.schedules.schedule_map import ScheduleMap
from tests.feeds.importers.schedules.test_importer import MAP

COLUMNS = {"agent": "who", "state": "plan", "start": "from", "end": "to"}
DATED = {"zone": "UTC", "formats": ["%Y-%m-%d %H:%M"]}


@pytest.mark.parametrize(
    ("tables", "words"),
    [
        ({"columns": COLUMNS, "times": {"formats": ["%H:%M"]}}, "name columns.zone or times.zone"),
        ({"columns": COLUMNS, "times": {"zone": "UTC", "formats": ["%H:%M"]}}, "times.formats have no date"),
        ({"columns": {**COLUMNS, "date": "day"}, "times": DATED}, "columns.date needs times.date_formats"),
        ({"columns": COLUMNS, "times": {**DATED, "full_day": ["all day"]}}, "full_day needs columns.date"),
        ({"states": [{"activity": "break"}]}, "give one of state, prefix and pattern"),
        ({"states": [{"state": "B", "prefix": "B", "activity": "break"}]}, "give one of state, prefix"),
        ({"states": [{"pattern": "(", "activity": "break"}]}, "states"),
        ({"states": []}, "at least 1 item"),
    ],
)
def test_that_a_map_that_cannot_be_used_is_refused_with_what_to_write(
    tables: dict[str, Any], words: str
) -> None:
    with pytest.raises(ValidationError) as refusal:
        ScheduleMap.model_validate({**MAP, **tables})
    assert words in str(refusal.value)


def test_that_formats_with_a_date_need_no_column_of_dates() -> None:
    found = ScheduleMap.model_validate({**MAP, "columns": COLUMNS, "times": DATED})
    assert found.unmapped == "leave-out"
    assert found.times.tolerance_seconds == 60
