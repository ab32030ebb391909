"""Random floors that break no rule: some three hours of everything the protocol has words for.

Most instants are round, so that many events share one and windows and thresholds are hit exactly.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

Event = dict[str, Any]
Fields = dict[str, Any]

SECOND = 1000
MINUTE = 60 * SECOND
LENGTH = 180 * MINUTE

CHANNELS = ("voice", "chat", "message", "email", "callback", "task")
STARTS = (
    "2026-03-02T08:00:00Z",
    "2026-03-28T23:00:00Z",
    "2026-10-25T00:00:00Z",
    "2026-06-15T12:30:00Z",
    "2026-11-22T06:00:00Z",
)
ZONES = ("Europe/Lisbon", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC")
BREAKS = ("break", "lunch", "meeting", "training", "coaching", "other")
WORDS = {
    "break": ("break", "Break", "coffee"),
    "lunch": ("lunch", "LUNCH", "Comida"),
    "meeting": ("meeting", "team talk"),
    "training": ("training", "Training "),
    "coaching": ("coaching",),
    "other": ("other", "errand", "unheard of"),
}
REASONS = {"coffee": "break", "comida": "lunch", "Team talk": "meeting", "system down": "other"}
DEFLECTIONS = ("callback", "voicemail", "overflow", "bot", "timeout", "other")


def stamp(start: datetime, ms: int) -> str:
    """The instant so many milliseconds after the start, as a text."""
    moment = start + timedelta(milliseconds=ms)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


class Person:
    """An agent: what they said last, and the legs they have, by contact."""

    def __init__(self, name: str, queues: list[str]) -> None:
        self.name = name
        self.queues = queues
        self.said = "offline"
        self.legs: dict[str, str] = {}

    def busy(self, contact: str) -> int:
        """How many of the legs, but one of this contact, need the agent."""
        return len([1 for other, leg in self.legs.items() if other != contact and leg != "wrapping"])

    def takes(self, call: Call) -> bool:
        """Whether one more contact may be offered."""
        if self.said != "available" or self.legs.get(call.name, "wrapping") != "wrapping":
            return False
        return self.busy(call.name) < (3 if call.channel == "chat" else 1)


class Call:
    """A contact: the queue it waits in, and whether it is over."""

    def __init__(self, name: str, customer: str | None, channel: str) -> None:
        self.name = name
        self.customer = customer
        self.channel = channel
        self.queue: str | None = None
        self.outbound = False
        self.stay = 0
        self.may_abandon = True
        self.over = False
        self.moves = 0


class Floor:
    """One made floor, run from one due moment to the next."""

    def __init__(self, seed: int, contacts: int, agents: int) -> None:
        self.rng = random.Random(seed)
        self.start = datetime.fromisoformat(self.rng.choice(STARTS)).astimezone(UTC)
        self.contacts = contacts
        self.now = 0
        self.due: list[tuple[int, int, Callable[[], None]]] = []
        self.count = 0
        self.events: list[Event] = []
        self.queues = ["sales", "help", "chats", "mail"][: self.rng.choice((2, 3, 3, 4))]
        self.teams = ["north", "south"]
        self.people = [Person(f"agent-{n}", self.some_queues()) for n in range(1, agents + 1)]
        self.unseen = self.people[5] if agents > 5 and self.chance(0.6) else None
        self.takers = [person for person in self.people if person is not self.unseen]
        self.rushes = [self.between(600, 9600, 60) for _ in range(3)]
        self.calls: dict[str, Call] = {}
        self.customers = [f"customer-{n}" for n in range(max(2, contacts * 2 // 3))]
        self.plans: dict[str, list[Fields]] = {}

    # --- chance and time

    def chance(self, share: float) -> bool:
        """Whether something of this likelihood happens."""
        return self.rng.random() < share

    def pause(self, *seconds: int) -> int:
        """One of these lengths, in milliseconds, seldom not a round one."""
        length = self.rng.choice(seconds) * SECOND
        return length + self.rng.randint(1, 999) if self.chance(0.15) else length

    def between(self, low: int, high: int, grid: int = 5) -> int:
        """A length between two numbers of seconds, mostly on a grid."""
        return self.pause(self.rng.randint(low // grid, high // grid) * grid)

    def later(self, delay: int, action: Callable[[], None]) -> None:
        """Have something done after a while."""
        self.count += 1
        heapq.heappush(self.due, (self.now + max(0, delay), self.count, action))

    def later_at(self, at: int, action: Callable[[], None]) -> None:
        """Have something done at a moment, or now if that is past."""
        self.later(at - self.now, action)

    def send(self, kind: str, /, **fields: Any) -> None:
        """Send an event now; a field that is None is left out."""
        said = {name: value for name, value in fields.items() if value is not None}
        self.events.append({"type": kind, "at": stamp(self.start, self.now), **said})

    def maybe(self, share: float, value: Any) -> Any:
        """A value, or None."""
        return value if self.chance(share) else None

    def run(self) -> list[Event]:
        """Everything that happens, in order."""
        self.plan_floor()
        while self.due and self.due[0][0] <= LENGTH:
            self.now, _, action = heapq.heappop(self.due)
            action()
        return [{**event, "seq": seq} for seq, event in enumerate(self.events, start=1)]

    # --- definitions

    def some_queues(self) -> list[str]:
        """The queues of an agent."""
        return self.rng.sample(self.queues, self.rng.randint(1, len(self.queues)))

    def plan_floor(self) -> None:
        """Say what the floor is, and have its agents, contacts and the rest come."""
        self.define_site()
        self.later(0, self.define_queues)
        for person in self.people:
            self.plan_person(person)
        for index in range(self.contacts):
            rush = self.rng.choice(self.rushes) + self.between(0, 180)
            self.later(rush if self.chance(0.55) else self.between(0, 160 * 60), self.arrival(index))
        self.later(self.between(3600, 7200), self.change_queue)
        for _ in range(6):
            self.later(self.between(600, 10200), self.supervise)
            self.later(self.between(600, 10200), self.churn)
            self.later(self.between(60, 9600), self.bot_session)
        for _ in range(3):
            self.later(self.between(600, 10200), self.flag)
            self.later(self.between(600, 10200), self.loose_survey)

    def define_site(self) -> None:
        """Say where the floor is, or do not."""
        if not self.chance(0.75):
            return
        fields = {
            "name": "Made floor",
            "time_zone": self.rng.choice(ZONES),
            "day_start": self.maybe(0.3, "06:30"),
            "grace_seconds": self.maybe(0.3, 90),
            "lateness_seconds": self.maybe(0.3, 10),
        }
        self.send("site.profile", **fields, reasons=REASONS)
        if self.chance(0.25):
            swapped = {**REASONS, "Errand": "break", "lunch": "break"}
            when = self.between(3600, 7200)
            self.later(when, lambda: self.send("site.profile", **fields, reasons=swapped))

    def define_queues(self) -> None:
        """Describe most of the queues and the teams, and forecast the work."""
        for queue in self.queues:
            if self.chance(0.9):
                self.describe_queue(queue)
            self.send("forecast.published", queue=queue, intervals=self.forecast())
        for team in self.teams:
            self.send("team.profile", team=team, name=team.title(), lead=self.maybe(0.5, "lead-1"))

    def forecast(self) -> list[Fields]:
        """Some intervals of expected work."""
        return [
            {
                "start": stamp(self.start, n * 30 * MINUTE),
                "minutes": 30,
                "contacts": self.rng.randint(0, 20),
                "handle_seconds": self.rng.choice((180, 240.5, 300)),
            }
            for n in range(6)
        ]

    def describe_queue(self, queue: str) -> None:
        """Describe one queue."""
        usual = {"chats": "chat", "mail": "email"}.get(queue, "voice")
        level: Fields = {"threshold_seconds": self.rng.choice((10, 20, 20, 30, 60))}
        level["target"] = self.rng.choice((0.5, 0.8, 0.8, 0.9, 1.0))
        self.send(
            "queue.profile",
            queue=queue,
            name=queue.title(),
            channel=usual if self.chance(0.85) else self.rng.choice(CHANNELS),
            service_level=level if self.chance(0.8) else {},
            short_abandon_seconds=self.maybe(0.6, self.rng.choice((5, 10))),
            longest_wait_goal_seconds=self.maybe(0.3, 120),
            handle_goal_seconds=self.maybe(0.3, 300),
            wrap_up_goal_seconds=self.maybe(0.3, 60),
        )

    def change_queue(self) -> None:
        """Describe a queue again."""
        self.describe_queue(self.rng.choice(self.queues))

    # --- agents

    def plan_person(self, person: Person) -> None:
        """Have an agent described, scheduled, and come to work."""
        plan = self.make_plan()
        self.plans[person.name] = plan
        profile_at = self.rng.choice((0, 0, 0, 0, 5 * SECOND, 90 * MINUTE))
        steps: list[Callable[[], None]] = [lambda: self.describe(person)]
        if self.chance(0.85):
            steps.insert(self.rng.randint(0, 1), lambda: self.publish(person, plan))
        for step in steps:
            self.later(profile_at if step is steps[-1] else 0, step)
        if self.chance(0.4):
            self.later(self.between(3000, 8000), lambda: self.redescribe(person))
        if self.chance(0.5):
            self.later(self.between(3000, 8000), lambda: self.republish(person))
        for _ in range(self.rng.randint(0, 2)):
            self.later(self.between(1200, 9000), lambda: self.excuse(person))
        if person is self.unseen:
            self.later(self.between(0, 300), lambda: self.say(person, "available"))
            self.later(self.between(300, 600), lambda: self.work_unseen(person))
        else:
            self.plan_work(person, plan)

    def describe(self, person: Person) -> None:
        """Describe an agent."""
        self.send(
            "agent.profile",
            agent=person.name,
            name=person.name.title(),
            team=self.rng.choice(self.teams),
            queues=list(person.queues),
            capacity=self.maybe(0.5, {"voice": 1, "chat": 3}),
            lead=self.maybe(0.1, "lead-1"),
        )

    def redescribe(self, person: Person) -> None:
        """Give an agent other queues, and often another team."""
        person.queues = self.some_queues()
        self.describe(person)

    def make_plan(self) -> list[Fields]:
        """An agent's day: on queue, with something else in between, in minutes from the start."""
        begin, end = self.rng.choice((-30, 0, 0, 10, 20)), self.rng.choice((150, 165, 180, 200))
        plan = [{"activity": "on_queue", "start": begin, "end": end}]
        for slot in (40, 80, 120):
            if self.chance(0.8):
                first = slot + self.rng.choice((0, 5, 10))
                length = self.rng.choice((10, 15, 30))
                plan.append({"activity": self.rng.choice(BREAKS), "start": first, "end": first + length})
        if self.chance(0.25):
            plan.append({"activity": "off", "start": 100, "end": 110})
        return plan

    def spans(self, plan: list[Fields]) -> list[Fields]:
        """A plan with its instants written out."""
        return [
            {**part, **{e: stamp(self.start, part[e] * MINUTE) for e in ("start", "end")}} for part in plan
        ]

    def publish(self, person: Person, plan: list[Fields]) -> None:
        """Publish an agent's whole plan."""
        self.send(
            "schedule.published",
            agent=person.name,
            start=stamp(self.start, plan[0]["start"] * MINUTE),
            end=stamp(self.start, plan[0]["end"] * MINUTE),
            activities=self.spans(plan),
        )

    def republish(self, person: Person) -> None:
        """Plan some stretch of the day again, be it past or to come."""
        first = self.rng.choice((20, 50, 75, 100, 130))
        last = first + self.rng.choice((20, 45))
        middle = first + self.rng.choice((0, 5, 10))
        parts = [
            {"activity": "on_queue", "start": first, "end": last},
            {"activity": self.rng.choice(BREAKS), "start": middle, "end": middle + 10},
        ]
        self.send(
            "schedule.published",
            agent=person.name,
            start=stamp(self.start, first * MINUTE),
            end=stamp(self.start, last * MINUTE),
            activities=self.spans(parts[: self.rng.choice((0, 1, 2, 2))]),
        )

    def excuse(self, person: Person) -> None:
        """Approve a stretch of absence."""
        first = self.now + self.pause(-1800, -600, 0, 600)
        self.send(
            "schedule.exception",
            agent=person.name,
            start=stamp(self.start, first),
            end=stamp(self.start, first + self.pause(300, 600, 1200)),
            reason="system down",
            approved_by="lead-1",
        )

    def say(self, person: Person, state: str, reason: str | None = None) -> None:
        """Let an agent say a state, which ends every wrap-up but for one word."""
        person.said = state
        if state != "wrap_up":
            for contact in [name for name, leg in person.legs.items() if leg == "wrapping"]:
                del person.legs[contact]
        self.send("agent.state", agent=person.name, state=state, reason=reason)

    def plan_work(self, person: Person, plan: list[Fields]) -> None:
        """Have an agent come, take the breaks planned more or less, and go."""
        begin, end = plan[0]["start"] * MINUTE, plan[0]["end"] * MINUTE
        login = max(0, begin) + self.rng.choice((-5, 0, 0, 1, 7, 15)) * MINUTE
        if self.chance(0.05):
            return
        self.later(login, lambda: self.say(person, "available"))
        for part in plan[1:]:
            self.plan_break(person, part)
        for _ in range(self.rng.randint(0, 3)):
            self.later(self.between(1200, 10000), lambda: self.step_away(person))
        leave = end + self.rng.choice((-12, -3, 0, 2, 10)) * MINUTE
        if self.chance(0.8):
            self.later(leave, lambda: self.say(person, "offline"))

    def plan_break(self, person: Person, part: Fields) -> None:
        """Have an agent away for one planned activity, early, late or for too long."""
        if part["activity"] == "off" or self.chance(0.15):
            return
        word = self.rng.choice(WORDS[part["activity"]])
        reason = self.rng.choice((word, word, word, word, self.rng.choice(WORDS["other"]), None, " "))
        away = part["start"] * MINUTE + self.rng.choice((-600, -120, 0, 0, 30, 300)) * SECOND
        back = part["end"] * MINUTE + self.rng.choice((-120, 0, 0, 60, 240, 600)) * SECOND
        self.later(away, lambda: self.away(person, reason))
        self.later(back, lambda: self.back(person))

    def away(self, person: Person, reason: str | None) -> None:
        """Stop taking contacts, if at work."""
        if person.said != "offline":
            self.say(person, "not_ready", reason)

    def back(self, person: Person) -> None:
        """Take contacts again, if at work."""
        if person.said != "offline":
            self.say(person, "available")

    def step_away(self, person: Person) -> None:
        """Do something that nobody planned."""
        if person.said == "offline":
            return
        if self.chance(0.35):
            self.say(person, "offline")
            self.later(self.between(60, 600), lambda: self.say(person, "available"))
        elif self.chance(0.3):
            self.say(person, person.said)
        else:
            self.say(person, "not_ready", self.rng.choice(WORDS[self.rng.choice(BREAKS)]))
            self.later(self.between(60, 600), lambda: self.back(person))

    def work_unseen(self, person: Person) -> None:
        """Work on a platform that sends states and no contacts."""
        states = [("ringing", 10), ("on_contact", 180), ("hold", 30), ("on_contact", 60), ("wrap_up", 40)]
        delay = 0
        for state, seconds in states:
            self.later(delay, lambda state=state: self.say(person, state))  # type: ignore[misc]
            delay += self.pause(seconds, 2 * seconds)
        self.later(delay, lambda: self.say(person, "available"))
        self.later(delay + self.between(60, 900), lambda: self.work_unseen(person))

    # --- contacts: coming, waiting, leaving

    def new_call(self, name: str, customer: str | None, channel: str) -> Call:
        """A contact that nobody has heard of."""
        call = Call(name, customer, channel)
        self.calls[name] = call
        return call

    def arrival(self, index: int) -> Callable[[], None]:
        """The coming of one contact."""
        customer = self.maybe(0.8, self.rng.choice(self.customers))
        kind = self.rng.random()

        def come() -> None:
            queue = self.rng.choice(self.queues)
            channel = {"chats": "chat", "mail": "email"}.get(queue, "voice")
            call = self.new_call(f"contact-{index}", customer, channel)
            if kind < 0.08:
                self.direct(call)
            else:
                call.outbound = kind < 0.18
                self.enter(call, queue, first=True)

        return come

    def direct(self, call: Call) -> None:
        """A contact that goes straight to one agent."""
        free = [person for person in self.takers if person.takes(call)]
        if not free:
            return
        person = self.rng.choice(free)
        if self.chance(0.5):
            self.send("contact.offered", contact=call.name, agent=person.name)
        self.answer(call, person)

    def enter(self, call: Call, queue: str, first: bool = False) -> None:
        """Join a queue, and see what comes of it."""
        if call.queue is not None:
            self.drop_offers(call)
        direction = None
        if first:
            direction = "outbound" if call.outbound else self.maybe(0.3, "inbound")
        self.send(
            "contact.queued",
            contact=call.name,
            queue=queue,
            channel=self.maybe(0.4, call.channel),
            direction=direction,
            customer=call.customer if first or self.chance(0.5) else None,
            priority=self.maybe(0.2, self.rng.randint(1, 5)),
        )
        call.queue = queue
        call.stay += 1
        stay = call.stay
        self.later(self.pause(0, 0, 5, 10, 20), lambda: self.seek(call, stay))
        patience = self.pause(4, 5, 10, 20, 30, 60, 120, 300, 300, 600, 900)
        self.later(patience, lambda: self.leave(call, stay))

    def waits(self, call: Call, stay: int) -> bool:
        """Whether a contact is still in that stay."""
        return call.queue is not None and call.stay == stay

    def drop_offers(self, call: Call) -> None:
        """Take back every offer of a contact."""
        for person in self.people:
            if person.legs.get(call.name) == "offered":
                del person.legs[call.name]

    def seek(self, call: Call, stay: int) -> None:
        """Offer a waiting contact to somebody free, or try again."""
        if not self.waits(call, stay):
            return
        ringing = any(person.legs.get(call.name) == "offered" for person in self.people)
        free = [p for p in self.takers if p.takes(call) and call.queue in p.queues]
        if free and not ringing:
            for person in self.rng.sample(free, min(len(free), self.rng.choice((1, 1, 1, 1, 2)))):
                self.offer(call, person, stay)
        self.later(self.pause(5, 5, 10), lambda: self.seek(call, stay))

    def offer(self, call: Call, person: Person, stay: int) -> None:
        """Offer a contact, to be answered or missed in a while."""
        again = call.name in person.legs
        self.send("contact.offered", contact=call.name, agent=person.name)
        if not again:
            person.legs[call.name] = "offered"
        missing = self.chance(0.15) and not again
        ring = self.pause(0, 2, 5, 5, 10)

        def react() -> None:
            if not self.waits(call, stay):
                return
            if missing and person.legs.get(call.name) == "offered":
                self.miss(call, person)
            elif not missing and person.legs.get(call.name) in ("offered", "wrapping"):
                self.answer(call, person)

        self.later(ring, react)

    def miss(self, call: Call, person: Person) -> None:
        """Let an offer go by."""
        del person.legs[call.name]
        cause = self.rng.choice(("no_answer", "declined", "failed"))
        self.send("contact.missed", contact=call.name, agent=person.name, cause=cause)

    def leave(self, call: Call, stay: int) -> None:
        """Lose patience, or be sent elsewhere."""
        if not self.waits(call, stay):
            return
        queue, lot = call.queue, self.rng.random()
        others = [other for other in self.queues if other != queue]
        if lot < 0.12:
            self.enter(call, self.rng.choice(others))
            return
        if lot < 0.17 and call.may_abandon:
            self.finish(call)
            return
        self.drop_offers(call)
        call.queue = None
        if lot < 0.4 or not call.may_abandon:
            self.send("contact.deflected", contact=call.name, queue=queue, to=self.rng.choice(DEFLECTIONS))
        else:
            self.send("contact.abandoned", contact=call.name, queue=queue)
        if call.may_abandon and self.chance(0.6):
            self.later(self.pause(0, 0, 5), lambda: self.finish(call))

    # --- contacts: what agents do with them

    def active(self, call: Call) -> list[Person]:
        """The agents who talk in a contact or hold it."""
        return [person for person in self.people if person.legs.get(call.name) in ("talking", "held")]

    def answer(self, call: Call, person: Person) -> None:
        """Answer a contact, and go on with it."""
        queue = self.maybe(0.8, call.queue) if call.queue is not None else None
        self.send("contact.answered", contact=call.name, agent=person.name, queue=queue)
        call.queue = None
        call.may_abandon = True
        self.drop_offers(call)
        earlier = self.active(call)
        person.legs[call.name] = "talking"
        for other in earlier:
            self.later(self.pause(0, 5, 10), lambda other=other: self.release(call, other))  # type: ignore[misc]
        self.later(self.between(10, 400), lambda: self.work(call, person))

    def talks(self, call: Call, person: Person) -> bool:
        """Whether an agent still talks in a contact."""
        return not call.over and person.legs.get(call.name) == "talking"

    def work(self, call: Call, person: Person) -> None:
        """Take the next step with a contact."""
        if not self.talks(call, person) or call.queue is not None:
            return
        self.remark(call, person)
        call.moves += 1
        lot = self.rng.random() if call.moves < 8 else 0.9
        if lot < 0.2:
            self.hold(call, person)
        elif lot < 0.28:
            self.blind_to_queue(call, person)
        elif lot < 0.34:
            self.warm_to_queue(call, person)
        elif lot < 0.44:
            self.to_agent(call, person)
        elif lot < 0.55:
            self.later(self.between(5, 120), lambda: self.work(call, person))
        else:
            self.close(call, person)

    def remark(self, call: Call, person: Person) -> None:
        """Say something about a contact that changes nothing."""
        agent = self.maybe(0.6, person.name)
        if self.chance(0.2):
            score = round(self.rng.uniform(-1, 1), 2)
            self.send("contact.sentiment", contact=call.name, score=score, agent=agent)
        if self.chance(0.1):
            signal = self.rng.choice(("silence", "crosstalk", "keyword", "script", "help_request"))
            self.send(
                "contact.signal", contact=call.name, agent=agent, signal=signal, text=self.maybe(0.5, "hm")
            )

    def hold(self, call: Call, person: Person) -> None:
        """Hold a contact for a while; now and then it ends like that."""
        self.send("contact.held", contact=call.name, agent=person.name)
        person.legs[call.name] = "held"

        def on() -> None:
            if call.over or person.legs.get(call.name) != "held" or call.queue is not None:
                return
            if self.chance(0.15):
                self.close(call, person)
                return
            self.send("contact.resumed", contact=call.name, agent=person.name)
            person.legs[call.name] = "talking"
            self.later(self.between(5, 120), lambda: self.work(call, person))

        self.later(self.between(5, 90), on)

    def blind_to_queue(self, call: Call, person: Person) -> None:
        """Send a contact on to a queue, and be done with it."""
        queue = self.rng.choice(self.queues)
        self.mark(call, person, "blind", to_queue=queue)
        self.release(call, person)
        if not self.active(call):
            self.later(self.pause(0, 0, 1), lambda: None if call.over else self.enter(call, queue))

    def warm_to_queue(self, call: Call, person: Person) -> None:
        """Stay with a contact until somebody of a queue answers."""
        queue = self.rng.choice(self.queues)
        self.mark(call, person, "warm", to_queue=queue)
        if self.chance(0.5):
            self.send("contact.held", contact=call.name, agent=person.name)
            person.legs[call.name] = "held"
        call.may_abandon = False
        self.enter(call, queue)
        self.later(15 * MINUTE, lambda: self.give_up(call, person))

    def give_up(self, call: Call, person: Person) -> None:
        """Close a contact that nobody of the other queue has taken."""
        if call.over or call.queue is not None or person.legs.get(call.name) not in ("talking", "held"):
            return
        self.close(call, person)

    def mark(self, call: Call, person: Person, kind: str, **to: str) -> None:
        """Send a transfer."""
        self.send("contact.transferred", contact=call.name, agent=person.name, kind=kind, **to)

    def to_agent(self, call: Call, person: Person) -> None:
        """Consult a colleague, or send the contact on to them."""
        free = [p for p in self.takers if p is not person and p.takes(call)]
        if not free:
            self.later(self.between(5, 60), lambda: self.work(call, person))
            return
        mate, manner = self.rng.choice(free), self.rng.choice(("consult", "warm", "blind"))
        if manner != "consult":
            self.mark(call, person, manner, to_agent=mate.name)
        self.send("contact.offered", contact=call.name, agent=mate.name)
        mate.legs.setdefault(call.name, "offered")
        if manner == "blind":
            self.release(call, person)
        self.later(self.pause(0, 2, 5), lambda: self.mate_reacts(call, person, mate, manner))

    def mate_reacts(self, call: Call, person: Person, mate: Person, manner: str) -> None:
        """Answer a colleague, or not."""
        if call.over or mate.legs.get(call.name) not in ("offered", "wrapping"):
            return
        if mate.legs[call.name] == "offered" and self.chance(0.25):
            self.miss(call, mate)
            if not self.active(call):
                self.finish(call)
            else:
                self.later(self.between(5, 60), lambda: self.work(call, person))
            return
        self.send("contact.answered", contact=call.name, agent=mate.name)
        mate.legs[call.name] = "talking"
        if manner == "consult":
            self.later(self.between(10, 60), lambda: self.release(call, mate))
            self.later(self.between(10, 120), lambda: self.work(call, person))
            return
        if manner == "warm":
            self.later(self.pause(0, 5, 20), lambda: self.release(call, person))
        self.later(self.between(10, 180), lambda: self.work(call, mate))

    def release(self, call: Call, person: Person) -> None:
        """End an agent's talking part, with wrap-up or without."""
        if call.over or person.legs.get(call.name) not in ("talking", "held"):
            return
        wrap_up = self.rng.choice((None, True, True, False))
        self.send("contact.released", contact=call.name, agent=person.name, wrap_up=wrap_up)
        if wrap_up is False:
            del person.legs[call.name]
            return
        person.legs[call.name] = "wrapping"
        ready = self.chance(0.3)

        def wrapped() -> None:
            if person.legs.get(call.name) != "wrapping":
                return
            if ready and person.said != "offline":
                self.say(person, person.said if person.said == "not_ready" else "available")
            else:
                del person.legs[call.name]
                code = self.maybe(0.5, "done")
                self.send("contact.wrapped", contact=call.name, agent=person.name, code=code)

        self.later(self.between(0, 90), wrapped)

    def close(self, call: Call, person: Person) -> None:
        """Be the last to talk, and let the contact end: at once, soon, or never."""
        if self.chance(0.8) or len(self.active(call)) > 1:
            self.release(call, person)
        if self.active(call) and self.active(call) != [person]:
            return
        if self.chance(0.93):
            self.later(self.pause(0, 0, 0, 5, 30), lambda: self.finish(call))

    def finish(self, call: Call) -> None:
        """End a contact, whatever is left of it, and ask the customer."""
        if call.over:
            return
        call.over = True
        call.queue = None
        self.drop_offers(call)
        answered = any(e["type"] == "contact.answered" and e["contact"] == call.name for e in self.events)
        resolved = self.maybe(0.4, self.chance(0.7)) if answered else None
        self.send("contact.ended", contact=call.name, resolved=resolved)
        for person in self.active(call):
            del person.legs[call.name]
        if answered and self.chance(0.2):
            url = f"https://recordings.example/{call.name}"
            self.send("contact.recorded", contact=call.name, url=url, seconds=self.maybe(0.5, 120))
        if answered and self.chance(0.5):
            self.later(self.between(0, 600), lambda: self.survey(call.name))
        if call.customer is not None and self.chance(0.3):
            self.later(self.between(0, 1800), lambda: self.come_back(call))

    def come_back(self, call: Call) -> None:
        """Let a customer try once more."""
        name = f"{call.name}-again"
        if name.count("again") < 3:
            again = self.new_call(name, call.customer, call.channel)
            self.enter(again, self.rng.choice(self.queues), first=True)

    # --- outcome and supervision

    def survey(self, contact: str | None, **fields: Any) -> None:
        """Let a customer answer some questions."""
        agent = self.maybe(0.3, self.rng.choice(self.people).name)
        asked = {"contact": contact, "agent": agent, "queue": self.maybe(0.3, self.rng.choice(self.queues))}
        self.send(
            "survey.answered",
            **{**asked, **fields},
            csat=self.maybe(0.8, self.rng.randint(1, 5)),
            nps=self.maybe(0.7, self.rng.randint(0, 10)),
            ces=self.maybe(0.7, self.rng.randint(1, 7)),
            comment=self.maybe(0.2, "thanks"),
        )

    def loose_survey(self) -> None:
        """Answers that name no contact."""
        self.survey(None)

    def bot_session(self) -> None:
        """A customer talks to a bot, and perhaps to somebody after."""
        self.count += 1
        session, customer = f"session-{self.count}", self.maybe(0.8, self.rng.choice(self.customers))
        queue = self.rng.choice(self.queues)
        self.send(
            "bot.started",
            session=session,
            channel="chat",
            queue=self.maybe(0.5, queue),
            customer=customer,
        )
        self.later(self.between(10, 300), lambda: self.bot_end(session, customer, queue))

    def bot_end(self, session: str, customer: str | None, queue: str) -> None:
        """End a bot session."""
        outcome = self.rng.choice(("contained", "contained", "handed_over", "abandoned"))
        handed = outcome == "handed_over"
        name = f"contact-of-{session}"
        self.send(
            "bot.ended",
            session=session,
            outcome=outcome,
            positive=self.rng.choice((None, None, True, False)),
            contact=name if handed else None,
        )
        if handed:
            call = self.new_call(name, customer, "chat")
            self.later(self.pause(0, 0, 1), lambda: self.enter(call, queue, first=True))

    def churn(self) -> None:
        """Lose a customer."""
        self.send("customer.churned", customer=self.rng.choice(self.customers))

    def supervise(self) -> None:
        """Listen in for a while."""
        fields = {
            "agent": self.rng.choice(self.people).name,
            "supervisor": "lead-1",
            "kind": self.rng.choice(("monitor", "whisper", "barge")),
            "contact": self.maybe(0.3, self.rng.choice(sorted(self.calls))) if self.calls else None,
        }
        self.send("supervision.started", **fields)
        self.later(self.between(30, 300), lambda: self.send("supervision.ended", **fields))

    def flag(self) -> None:
        """See to a flag."""
        if self.chance(0.5):
            self.send("flag.acknowledged", flag="longest-wait/sales", by="lead-1")
        else:
            until = stamp(self.start, self.now + 10 * MINUTE)
            self.send("flag.snoozed", flag="adherence/agent-1", by="lead-1", until=until)


def made_log(seed: int, contacts: int = 60, agents: int = 6) -> list[Event]:
    """The events of a random floor that breaks no rule, in order."""
    return Floor(seed, contacts, agents).run()


def shuffled(events: list[Event], seed: int, by_ms: int = 5000) -> list[Event]:
    """The same events, some of those that may come late coming up to `by_ms` after their place."""
    rng = random.Random(seed)
    arrivals: list[tuple[int, int]] = []
    for index, event in enumerate(events):
        at = datetime.fromisoformat(event["at"])
        instant = (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
        movable = event["type"] == "agent.state" or event["type"].startswith("contact.")
        late = rng.randint(0, by_ms) if movable and rng.random() < 0.4 else 0
        arrivals.append((instant + late, index))
    return [events[index] for _, index in sorted(arrivals)]
