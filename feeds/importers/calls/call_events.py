"""Converts one call to its events: queued, answered or not, released, wrapped, ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from feeds.importers.calls.call_map import CallMap
from feeds.importers.calls.call_outcomes import NO_ANSWERS, CallOutcomes
from feeds.importers.calls.call_times import HOLD, RowError, RowTimes
from feeds.importers.column_maps import folded

# (instant in ms, the event without its `at`)
CallEvent = tuple[int, dict[str, Any]]


class CallStay(NamedTuple):
    """A call's stay in its queue, from start to end (ms)."""

    start: int
    end: int


@dataclass(slots=True)
class ImportedCall:
    """One call with its values already interpreted."""

    contact: str
    queue: str
    outcome: str
    agent: str
    customer: str | None
    times: RowTimes
    answers: CallOutcomes = NO_ANSWERS


class CallEventWriter:
    """Applies the map's rules for waiting and answering."""

    def __init__(self, call_map: CallMap) -> None:
        self.rules = call_map.queues
        self.slack = call_map.times.tolerance_seconds * 1000
        self.nobody = folded(call_map.agents.none) | {""}
        self.has_outcome = call_map.columns.outcome is not None
        self.meanings = call_map.outcomes.meanings()
        self.hold_in_service = call_map.times.hold_in_service

    def outcome(self, text: str, agent: str, times: RowTimes) -> str | None:
        """answered, abandoned, ignored, or how it was deflected; None if the map does not say."""
        if self.has_outcome:
            return self.meanings.get(text.casefold())
        is_served = "service_start" in times or agent.casefold() not in self.nobody
        return "answered" if is_served else "abandoned"

    def stay(self, outcome: str, times: RowTimes) -> CallStay | None:
        """Start and end of the stay in the queue; none where there was none. Raises RowError.

        The end of an unanswered call with an unknown wait is its start.
        """
        start = times.get("queue_start")
        if start is not None:
            end = times.get("queue_exit")
            if outcome == "answered" and (end is None or self.rules.answered_at == "service-start"):
                end = times.get("service_start", end)
            if end is None and outcome == "answered":
                raise RowError("in the queue, but neither its end nor an answer has a time")
            return CallStay(start, start if end is None else max(start, end))
        if outcome != "answered":
            raise RowError("left before it was in a queue: it has no queue_start")
        at = _answered_at_once(times)
        return CallStay(at, at) if self.rules.answered_at_once == "zero-wait-entry" else None

    def events_of(self, call: ImportedCall, odd: list[str]) -> list[CallEvent]:
        """The events of *call* in valid order; contradictions are added to *odd*. Raises RowError."""
        stay = self.stay(call.outcome, call.times)
        events: list[CallEvent] = []
        if stay is not None:
            queued = {"type": "contact.queued", "at": "", "contact": call.contact, "queue": call.queue}
            if call.customer is not None:
                queued["customer"] = call.customer
            events.append((stay.start, queued))
        if stay is None or call.outcome == "answered":
            end = self._answer(events, call, stay, odd)
        else:
            end = stay.end
            if "service_start" in call.times:
                odd.append("has service times, but was not answered")
            left: dict[str, Any] = {
                "type": "contact.abandoned",
                "at": "",
                "contact": call.contact,
                "queue": call.queue,
            }
            if call.outcome != "abandoned":
                left.update(type="contact.deflected", to=call.outcome)
            elif has_no_wait(call):
                left["wait_known"] = False
            events.append((end, left))
        ended: dict[str, Any] = {"type": "contact.ended", "at": "", "contact": call.contact}
        if call.answers.resolved is not None and call.outcome == "answered":
            ended["resolved"] = call.answers.resolved
        events.append((end, ended))
        if call.answers.survey is not None:
            scale, number = call.answers.survey
            survey = {"type": "survey.answered", "at": "", "contact": call.contact, scale: number}
            events.append((end, survey))
        return events

    def _answer(
        self, events: list[CallEvent], call: ImportedCall, stay: CallStay | None, odd: list[str]
    ) -> int:
        """Add the answer, its release and its wrap-up to *events*; the instant of the release."""
        times = call.times
        at = _answered_at_once(times) if stay is None else stay.end
        end = times.get("service_exit")
        if end is None:
            end = at + max(times.lengths.get("service", 0), 0)
            if end == at:
                odd.append("answered, but without service times: its leg has no length")
        elif end < at:
            odd.append("service ends before the answer: its leg has no length")
            end = at
        start, left = times.get("service_start"), times.get("queue_exit")
        held: list[CallEvent] = []
        was_asked = stay is not None and "queue_start" in times
        if was_asked and start is not None and left is not None and abs(start - left) > self.slack:
            odd.append("service_start differs from queue_exit")
        end = self._hold(held, call, at, end, odd)
        wrapped = times.get("wrap_up_exit", end + max(times.lengths.get("wrap_up", 0), 0))
        leg = {"contact": call.contact, "agent": call.agent}
        answered = {"type": "contact.answered", "at": "", **leg}
        if stay is not None:
            answered["queue"] = call.queue
        events.append((at, answered))
        events += held
        if call.answers.transfer is not None:
            events.append(
                (end, {"type": "contact.transferred", "at": "", **leg, "kind": call.answers.transfer})
            )
        events.append((end, {"type": "contact.released", "at": "", **leg, "wrap_up": wrapped > end}))
        if wrapped > end:
            events.append((wrapped, {"type": "contact.wrapped", "at": "", **leg}))
        return end

    def _hold(self, events: list[CallEvent], call: ImportedCall, at: int, end: int, odd: list[str]) -> int:
        """Add the hold of *call*, answered *at*, to *events*; returns the instant of its release.

        A row has its duration but not its time: it is placed at the end of the talk.
        """
        hold = max(call.times.lengths.get(HOLD, 0), 0)
        if not self.hold_in_service:
            end += hold
        elif hold > end - at:
            odd.append("the hold is longer than the service: shortened to the service")
            hold = end - at
        if hold:
            leg = {"contact": call.contact, "agent": call.agent}
            events.append((end - hold, {"type": "contact.held", "at": "", **leg}))
        return end


def has_no_wait(call: ImportedCall) -> bool:
    """Whether *call* left the queue unanswered at an unknown time."""
    times = call.times
    return call.outcome != "answered" and "queue_start" in times and "queue_exit" not in times


def _answered_at_once(times: RowTimes) -> int:
    at = times.get("service_start", times.get("entry_exit", times.get("entry")))
    if at is None:
        raise RowError("answered, but no time says when")
    return at
