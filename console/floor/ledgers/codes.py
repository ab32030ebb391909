"""Enumerations of the floor: states, activities, outcomes, and the code of an agent's moment."""

from __future__ import annotations

from enum import IntEnum
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray


class State(IntEnum):
    """An agent's effective state. ABSENT closes a tenure: the agent belongs to another team from then on."""

    OFFLINE = 0
    AVAILABLE = 1
    NOT_READY = 2
    RINGING = 3
    ON_CONTACT = 4
    HOLD = 5
    WRAP_UP = 6
    ABSENT = 7


class Activity(IntEnum):
    """A scheduled activity. NONE if nothing is scheduled, and for a state that fits nothing."""

    NONE = 0
    ON_QUEUE = 1
    BREAK = 2
    LUNCH = 3
    MEETING = 4
    TRAINING = 5
    COACHING = 6
    OTHER = 7
    OFF = 8


class Outcome(IntEnum):
    """How a queue entry ended. LOST: it was missing from the source's next snapshot."""

    ANSWERED = 0
    ABANDONED = 1
    CALLBACK = 2
    VOICEMAIL = 3
    OVERFLOW = 4
    BOT = 5
    TIMEOUT = 6
    OTHER = 7
    LOST = 8


STATES = {state.name.lower(): state for state in State if state is not State.ABSENT}
ACTIVITIES = {activity.name.lower(): activity for activity in Activity if activity}
DEFLECTIONS = {outcome.name.lower(): outcome for outcome in Outcome if 2 <= outcome <= 7}
CHANNELS = ("voice", "chat", "message", "email", "callback", "task")
CHANNEL_INDEX = {name: index for index, name in enumerate(CHANNELS)}
NO_CHANNEL = -1

ON_QUEUE_STATES = (
    State.AVAILABLE,
    State.RINGING,
    State.ON_CONTACT,
    State.HOLD,
    State.WRAP_UP,
)
WORK_STATES = (State.ON_CONTACT, State.HOLD, State.WRAP_UP)

# A moment's code: state (3 bits), the activity it fits (4), legs talking or held (8), reason (16).
# It stays below 2**31, so that a sealed column of codes takes four bytes a row.
_FITS, _LEGS, _REASON = 3, 7, 15
MAX_LEGS = 255
MAX_REASONS = 65_535
ABSENT_CODE = int(State.ABSENT)
# What users call "the state": effective state and reason.
IDENTITY = 0b111 | (0xFFFF << _REASON)


def pack(state: int, fits: int = 0, legs: int = 0, reason: int = 0) -> int:
    """The code of a moment: effective state, the activity it fits, live legs, index of the reason text."""
    return state | fits << _FITS | min(legs, MAX_LEGS) << _LEGS | reason << _REASON


def state_of(code: int) -> State:
    return State(code & 7)


def fits_of(code: int) -> Activity:
    return Activity(code >> _FITS & 15)


def reason_of(code: int) -> int:
    return code >> _REASON


Ints: TypeAlias = NDArray[np.int64]


def states_of(codes: Ints) -> Ints:
    return codes & 7


def fits_in(codes: Ints) -> Ints:
    return codes >> _FITS & 15


def legs_in(codes: Ints) -> Ints:
    return codes >> _LEGS & 255
