"""Outcomes in a row of a call: satisfaction, resolution and transfers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from feeds.importers.calls.call_map import SCALES, CallMap
from feeds.importers.column_maps import folded
from feeds.importers.local_time import shown

_WHOLE = re.compile(r"(\d{1,6})(?:[.,]0{1,6})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class CallOutcomes:
    """One call's survey scale and score, whether it was resolved, and its transfer; each None if unknown."""

    survey: tuple[str, int] | None = None
    resolved: bool | None = None
    transfer: str | None = None


NO_ANSWERS = CallOutcomes()


class CallOutcomeReader:
    """Reads the values of one map's columns."""

    def __init__(self, call_map: CallMap) -> None:
        survey, resolution, passed = call_map.satisfaction, call_map.resolution, call_map.transfers
        self._scale = survey.scale
        self._numbers = {value.strip().casefold(): number for value, number in survey.values.items()}
        self._unasked = folded(survey.none) | {""}
        self._resolved, self._unresolved = folded(resolution.resolved), folded(resolution.unresolved)
        self._kinds = dict.fromkeys(folded(passed.blind), "blind")
        self._kinds.update(dict.fromkeys(folded(passed.warm), "warm"))
        self._unpassed = folded(passed.none) | {""}

    def read(self, satisfaction: str, resolved: str, transferred: str, odd: list[str]) -> CallOutcomes:
        """Parse the texts; invalid ones are added to *odd*."""
        return CallOutcomes(
            self._survey(satisfaction, odd), self._resolution(resolved, odd), self._transfer(transferred, odd)
        )

    def _survey(self, text: str, odd: list[str]) -> tuple[str, int] | None:
        value = text.casefold()
        number = self._numbers.get(value)
        if number is not None:
            return self._scale, number
        if value in self._unasked:
            return None
        whole = _WHOLE.fullmatch(text)
        least, most = SCALES[self._scale]
        if whole is None or not least <= int(whole[1]) <= most:
            odd.append(f"satisfaction {shown(text)} is not a number from {least} to {most}, nor in the map")
            return None
        return self._scale, int(whole[1])

    def _resolution(self, text: str, odd: list[str]) -> bool | None:
        value = text.casefold()
        if value in self._resolved:
            return True
        if value in self._unresolved:
            return False
        if value:
            odd.append(f"resolved {shown(text)} is not in the map")
        return None

    def _transfer(self, text: str, odd: list[str]) -> str | None:
        value = text.casefold()
        if value in self._unpassed:
            return None
        kind = self._kinds.get(value)
        whole = _WHOLE.fullmatch(text)
        if kind is None and whole is not None:
            return "blind" if int(whole[1]) else None
        if kind is None:
            odd.append(f"transferred {shown(text)} is not in the map")
        return kind
