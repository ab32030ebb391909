"""Definitions: profiles, schedules and forecasts, each in force from an instant or for a span."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from console.floor.entities.agent import Agent
from console.floor.entities.site import Profiles
from console.floor.ledgers.codes import ACTIVITIES, Ints
from console.floor.ledgers.schedule import Publication, ScheduleSpan
from console.floor.ledgers.tenures import NO_TEAM
from console.floor.ledgers.timeline import NEVER
from console.floor.state import FloorState
from feeds.events import (
    AgentProfile,
    AnnouncementPosted,
    ForecastPublished,
    QueueProfile,
    ScheduleException,
    SchedulePublished,
    SiteProfile,
    TeamProfile,
    instant,
)


class Definitions:
    """Applies each definition to the floor. Owned by the floor, which calls the `handlers`."""

    def __init__(self, floor: FloorState) -> None:
        self._floor = floor
        self.handlers: dict[str, Callable[[Any, int, int], None]] = {
            "site.profile": self._site_profile,
            "queue.profile": self._queue_profile,
            "agent.profile": self._agent_profile,
            "team.profile": self._team_profile,
            "schedule.published": self._schedule_published,
            "schedule.exception": self._schedule_exception,
            "forecast.published": self._forecast_published,
            "announcement.posted": self._announcement_posted,
        }

    def _site_profile(self, event: SiteProfile, at: int, order: int) -> None:
        floor = self._floor
        before = floor.site.at(at)
        floor.site.profiles.declare(at, event)
        floor.set_lateness(floor.site.at(max(at, floor.latest)))
        if floor.site.at(at).reasons != before.reasons:
            floor.roster.restate(at)

    def _announcement_posted(self, event: AnnouncementPosted, at: int, order: int) -> None:
        self._floor.site.announce(at, event)

    def _queue_profile(self, event: QueueProfile, at: int, order: int) -> None:
        self._floor.queues.declare(at, event)

    def _agent_profile(self, event: AgentProfile, at: int, order: int) -> None:
        agent = self._floor.agent(event.agent, at)
        before = agent.profiles.at(at)
        self._floor.roster.declare(agent, at, event)
        if before is not None and before.team == event.team:
            return
        if agent.at == NEVER and len(agent.profiles) == 1 and at <= self._floor.since:
            team = NO_TEAM if event.team is None else self._floor.roster.team(event.team, at)
            self._floor.books.tenures.name_team(agent.tenure, team)
            return
        if not self._floor.roster.move(agent, at, event):
            self._move_past(agent, at)

    def _move_past(self, agent: Agent, at: int) -> None:
        """Move *agent* to another team from *at* on, although later events of the agent were applied."""
        floor = self._floor
        floor.rewritten += 1
        # Rows that were dropped keep their tenures.
        at = max(at, floor.books.timeline.dropped_until + 1)
        former = set(agent.tenures)
        floor.roster.move_again(agent, at)
        floor.roster.redefine([agent], at)
        tenures = floor.books.tenures
        starts = np.array([tenures.start[tenure] for tenure in agent.tenures])
        numbers = np.array(agent.tenures)

        def moved(instants: Ints, values: Ints) -> Ints:
            mine = np.isin(values, list(former))
            places = np.searchsorted(starts, instants, side="right") - 1
            return np.where(mine, numbers[np.maximum(places, 0)], values)

        for ledger in floor.books.ledgers:
            if "tenure" in ledger.fields:
                ledger.replace("tenure", at, moved)

    def _team_profile(self, event: TeamProfile, at: int, order: int) -> None:
        self._floor.roster.team(event.team, at)
        self._floor.team_names.setdefault(event.team, Profiles(None)).declare(at, event)

    def _schedule_published(self, event: SchedulePublished, at: int, order: int) -> None:
        agent = self._floor.agent(event.agent, at)
        spans = tuple(
            ScheduleSpan(instant(span.start), instant(span.end), ACTIVITIES[span.activity])
            for span in event.activities
        )
        start, end = instant(event.start), instant(event.end)
        self._floor.books.schedules.publish(Publication(at, agent.index, start, end, spans))

    def _schedule_exception(self, event: ScheduleException, at: int, order: int) -> None:
        agent = self._floor.agent(event.agent, at)
        start, end = instant(event.start), instant(event.end)
        self._floor.books.schedules.publish(Publication(at, agent.index, start, end, None))

    def _forecast_published(self, event: ForecastPublished, at: int, order: int) -> None:
        self._floor.queues.find(event.queue, at)
        self._floor.forecasts.append((at, event))
