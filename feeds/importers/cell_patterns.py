"""Patterns that extract parts of cells: a subset of regular expressions, matched in linear time.

All positions of the pattern are tracked at once, so the time is bounded by pattern length × cell length.
Features that cannot be matched that way (backreferences, lookaround) are refused.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

CELL_LIMIT = 1_000
PATTERN_LIMIT = 200
_STEPS_LIMIT = 1_000
_REPEAT_LIMIT = 100
_DEPTH_LIMIT = 20

_CHARACTER, _SPLIT, _SAVE, _BEGIN, _END, _EDGE, _MATCH = range(7)
_COUNTS = re.compile(r"\{(\d{1,3})(?:(,)(\d{0,3}))?\}", re.ASCII)
_GROUP_NAME = re.compile(r"\?P<[A-Za-z_]\w{0,31}>", re.ASCII)


class _Step(NamedTuple):
    """One step: its operation, the next steps (preferred first, both relative), and what matches."""

    kind: int
    first: int = 1
    second: int = 0
    fits: Callable[[str], bool] | None = None


_Code = list[_Step]


class CellPattern:
    """A compiled pattern. Raises ValueError if it is invalid or cannot be matched in linear time."""

    def __init__(self, text: str, ignores_case: bool = False) -> None:
        self.text = text
        self.groups, self._code = _Reader(text, re.IGNORECASE if ignores_case else re.NOFLAG).read()

    def parts(self, cell: str) -> list[str] | None:
        """The groups of the first match in *cell*, or the whole match without groups; None without a match,
        or if the cell is longer than CELL_LIMIT.

        >>> CellPattern(r"(\\w+) - (\\d{2}:\\d{2})").parts("Kim - 09:30")
        ['Kim', '09:30']
        """
        if len(cell) > CELL_LIMIT:
            return None
        saved = self._search(cell)
        if saved is None:
            return None
        spans = [saved[2 * group : 2 * group + 2] for group in range(bool(self.groups), self.groups + 1)]
        return ["" if -1 in span else cell[span[0] : span[1]] for span in spans]

    def _search(self, cell: str) -> tuple[int, ...] | None:
        nothing = (-1,) * (2 * self.groups + 2)
        threads: list[tuple[int, tuple[int, ...]]] = []
        found: tuple[int, ...] | None = None
        for position in range(len(cell) + 1):
            seen: set[int] = set()
            now: list[tuple[int, tuple[int, ...]]] = []
            starts = threads if found is not None else [*threads, (0, nothing)]
            for place, saved in starts:
                self._follow(place, saved, position, cell, seen, now)
            threads = []
            for place, saved in now:
                step = self._code[place]
                if step.kind == _MATCH:
                    found = saved
                    break
                if position < len(cell) and step.fits is not None and step.fits(cell[position]):
                    threads.append((place + 1, saved))
            if not threads and found is not None:
                break
        return found

    def _follow(
        self,
        start: int,
        saved: tuple[int, ...],
        position: int,
        cell: str,
        seen: set[int],
        now: list[tuple[int, tuple[int, ...]]],
    ) -> None:
        """Add to *now* the steps reachable from *start* without a character, preferred first."""
        stack = [(start, saved)]
        while stack:
            place, saved = stack.pop()
            if place in seen:
                continue
            seen.add(place)
            step = self._code[place]
            if step.kind in (_CHARACTER, _MATCH):
                now.append((place, saved))
            elif step.kind == _SPLIT:
                if step.second:
                    stack.append((place + step.second, saved))
                stack.append((place + step.first, saved))
            elif step.kind == _SAVE:
                saved = (*saved[: step.second], position, *saved[step.second + 1 :])
                stack.append((place + 1, saved))
            elif _matches(step, position, cell):
                stack.append((place + 1, saved))


def _matches(step: _Step, position: int, cell: str) -> bool:
    """Whether an anchor or a word boundary matches at *position*."""
    if step.kind == _BEGIN:
        return position == 0
    if step.kind == _END:
        return position == len(cell)
    before = position > 0 and _of_class(r"\w", cell[position - 1])
    after = position < len(cell) and _of_class(r"\w", cell[position])
    return (before != after) == bool(step.second)


@lru_cache(maxsize=20_000)
def _of_class(source: str, character: str, flags: re.RegexFlag = re.NOFLAG) -> bool:
    return re.fullmatch(source, character, re.DOTALL | flags) is not None


class _Reader:
    """Compiles one pattern into steps."""

    def __init__(self, text: str, flags: re.RegexFlag) -> None:
        if len(text) > PATTERN_LIMIT:
            raise ValueError(f"a pattern has at most {PATTERN_LIMIT} characters")
        try:
            with warnings.catch_warnings(action="ignore"):
                re.compile(text)
        except (re.error, OverflowError, RecursionError) as error:
            raise ValueError(f"invalid pattern: {error}") from None
        self.text = text
        self.flags = flags
        self.at = 0
        self.groups = 0
        self.depth = 0

    def read(self) -> tuple[int, _Code]:
        code = self._alternatives()
        if self.at < len(self.text):
            raise ValueError("invalid pattern: unbalanced parenthesis")
        whole = [_Step(_SAVE, second=0), *code, _Step(_SAVE, second=1), _Step(_MATCH)]
        return self.groups, self._bounded(whole)

    def _bounded(self, code: _Code) -> _Code:
        if len(code) > _STEPS_LIMIT:
            raise ValueError("the pattern is too large: its counts and groups multiply; reduce them")
        return code

    def _alternatives(self) -> _Code:
        code = self._sequence()
        while self._takes("|"):
            other = self._sequence()
            # Either branch; the first one jumps past the other.
            code = [
                _Step(_SPLIT, 1, len(code) + 2),
                *code,
                _Step(_SPLIT, len(other) + 1),
                *other,
            ]
            self._bounded(code)
        return code

    def _sequence(self) -> _Code:
        code: _Code = []
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            code += self._repeated(self._one())
            self._bounded(code)
        return code

    def _takes(self, sign: str) -> bool:
        found = self.text.startswith(sign, self.at)
        self.at += len(sign) if found else 0
        return found

    def _repeated(self, code: _Code) -> _Code:
        match = _COUNTS.match(self.text, self.at)
        if match is not None:
            self.at = match.end()
            least = int(match[1])
            most = least if match[2] is None else int(match[3]) if match[3] else None
        elif self._takes("*"):
            least, most = 0, None
        elif self._takes("+"):
            least, most = 1, None
        elif self._takes("?"):
            least, most = 0, 1
        else:
            return code
        is_lazy = self._takes("?")
        if self._takes("+"):
            raise ValueError("possessive repeats (++) are not supported")
        if max(least, most or 0) > _REPEAT_LIMIT:
            raise ValueError(f"a count is at most {_REPEAT_LIMIT}")
        return self._times(code, least, most, is_lazy)

    def _times(self, code: _Code, least: int, most: int | None, is_lazy: bool) -> _Code:
        def split(inside: int, past: int) -> _Step:
            return _Step(_SPLIT, past, inside) if is_lazy else _Step(_SPLIT, inside, past)

        self._bounded(code * max(least, 1))
        found = code * least
        if most is None:
            return self._bounded([*found, split(1, len(code) + 2), *code, _Step(_SPLIT, -len(code) - 1)])
        for left in range(most - least, 0, -1):
            found = [*found, split(1, left * (len(code) + 1)), *code]
            self._bounded(found)
        return found

    def _one(self) -> _Code:
        sign = self.text[self.at]
        self.at += 1
        if sign == "(":
            return self._group()
        if sign == "[":
            return [self._character(self._class_source())]
        if sign == ".":
            return [self._character(r"[^\n]")]
        if sign in "^$":
            return [_Step(_BEGIN if sign == "^" else _END)]
        if sign == "\\":
            return [self._escaped()]
        return [self._character(re.escape(sign))]

    def _group(self) -> _Code:
        self.depth += 1
        if self.depth > _DEPTH_LIMIT:
            raise ValueError(f"groups nest at most {_DEPTH_LIMIT} deep")
        number = None
        name = _GROUP_NAME.match(self.text, self.at)
        if name is not None:
            self.at = name.end()
        if name is not None or not self.text.startswith("?", self.at):
            number = self.groups = self.groups + 1
        elif not self._takes("?:"):
            raise ValueError("only groups (…), (?:…) and (?P<name>…) are supported")
        code = self._alternatives()
        if not self._takes(")"):
            raise ValueError("invalid pattern: a parenthesis is never closed")
        self.depth -= 1
        if number is None:
            return code
        return [_Step(_SAVE, second=2 * number), *code, _Step(_SAVE, second=2 * number + 1)]

    def _escaped(self) -> _Step:
        sign = self.text[self.at]
        self.at += 1
        if sign in "bB":
            return _Step(_EDGE, second=int(sign == "b"))
        if sign in "AZ":
            return _Step(_BEGIN if sign == "A" else _END)
        if sign in "dDsSwWtnrfv" or not sign.isalnum():
            return self._character(f"\\{sign}")
        raise ValueError(f"\\{sign} is not supported")

    def _class_source(self) -> str:
        """The character class that starts here, as written; `re` has validated it."""
        start = self.at - 1
        self._takes("^")
        self._takes("]")
        while not self._takes("]"):
            self.at += 2 if self.text[self.at] == "\\" else 1
        return self.text[start : self.at]

    def _character(self, source: str) -> _Step:
        return _Step(_CHARACTER, fits=lambda character: _of_class(source, character, self.flags))
