"""Definitions: profiles, schedules and forecasts, each in force from its instant or for its span."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from console.floor.agent import Agent
from console.floor.schedule import Publication, Span
from console.floor.site import Profiles
from console.floor.timeline import NEVER, NO_TEAM
from console.floor.vocabulary import ACTIVITIES
from feeds.events import (
    AgentProfile,
    ForecastPublished,
    QueueProfile,
    ScheduleException,
    SchedulePublished,
    SiteProfile,
    SiteSettings,
    TeamProfile,
    instant,
)

if TYPE_CHECKING:
    from console.floor.floor import Floor


def lateness_ms(settings: SiteSettings) -> int:
    """How late an event may come, in ms; a limit beyond all time stays one."""
    return round(min(settings.lateness_seconds, 2.0**50) * 1000)


class Definitions:
    """What each definition does to the floor. Owned by the floor, which calls the `handlers`."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self.handlers: dict[str, Callable[[Any, int, int], None]] = {
            "site.profile": self._site_profile,
            "queue.profile": self._queue_profile,
            "agent.profile": self._agent_profile,
            "team.profile": self._team_profile,
            "schedule.published": self._schedule_published,
            "schedule.exception": self._schedule_exception,
            "forecast.published": self._forecast_published,
        }

    def _site_profile(self, event: SiteProfile, at: int, order: int) -> None:
        before = self._floor.site.at(at)
        self._floor.site.profiles.declare(at, event)
        self._floor.lateness_ms = lateness_ms(self._floor.site.at(max(at, self._floor.latest)))
        if self._floor.site.at(at).reasons == before.reasons:
            return
        for agent in self._floor.roster.by_index:
            if agent.at != NEVER:
                self.restate(agent, at, order, event)
        self._floor.disorder.mend(at)

    def restate(self, agent: Agent, at: int, order: int, event: SiteProfile) -> None:
        """Read again what *agent* last said, by the reasons in force from *at* on."""
        agent.said_code = self._floor.roster.said_code(*agent.said, self._floor.site.at(at))
        self._floor.roster.settle(agent, at, None, order, self._floor.contacts.line, event)

    def _queue_profile(self, event: QueueProfile, at: int, order: int) -> None:
        self._floor.queues.declare(at, event)

    def _agent_profile(self, event: AgentProfile, at: int, order: int) -> None:
        agent = self._floor.agent(event.agent, at)
        self._floor.roster.declare(agent, at, event)
        if agent.at == NEVER and len(agent.profiles) == 1 and at <= self._floor.since:
            team = NO_TEAM if event.team is None else self._floor.roster.team(event.team, at)
            self._floor.books.tenures.name_team(agent.tenure, team)
            return
        self._floor.roster.move(agent, at, order, self._floor.contacts.line, event)
        self._floor.disorder.mend(at)

    def _team_profile(self, event: TeamProfile, at: int, order: int) -> None:
        self._floor.roster.team(event.team, at)
        self._floor.team_names.setdefault(event.team, Profiles(None)).declare(at, event)

    def _schedule_published(self, event: SchedulePublished, at: int, order: int) -> None:
        agent = self._floor.agent(event.agent, at)
        spans = tuple(
            Span(instant(span.start), instant(span.end), ACTIVITIES[span.activity])
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
