"""Works that live together: the first to end ends them all, and none is left behind."""

from __future__ import annotations

import asyncio
import threading

import pytest

from feeds.transport.tasks import UnwaitedThreads, first_of, in_thread


class Scene:
    """Works that note how they ended."""

    def __init__(self) -> None:
        self.ended: list[str] = []

    async def wait(self, name: str) -> None:
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            self.ended.append(name)

    async def fail(self) -> None:
        raise ValueError("lost")

    async def stop(self) -> None:
        return


def test_that_the_first_to_end_ends_the_others() -> None:
    scene = Scene()
    asyncio.run(first_of(one=scene.wait("one"), two=scene.wait("two"), over=scene.stop()))
    assert sorted(scene.ended) == ["one", "two"]


def test_that_what_the_first_raises_is_raised_once_the_others_have_ended() -> None:
    scene = Scene()
    with pytest.raises(ValueError, match="lost"):
        asyncio.run(first_of(one=scene.wait("one"), broken=scene.fail()))
    assert scene.ended == ["one"]


def test_that_who_cancels_it_ends_them_all() -> None:
    scene = Scene()

    async def cut_short() -> None:
        async with asyncio.timeout(0):
            await first_of(one=scene.wait("one"), two=scene.wait("two"))

    with pytest.raises(TimeoutError):
        asyncio.run(cut_short())
    assert sorted(scene.ended) in ([], ["one", "two"])  # cancelled before or after they began


def test_that_each_work_goes_by_its_name() -> None:
    names: list[str] = []

    async def note() -> None:
        task = asyncio.current_task()
        names.append("" if task is None else task.get_name())

    asyncio.run(first_of(switch=note()))
    assert names == ["switch"]


def test_that_a_thread_that_does_not_end_is_not_waited_for() -> None:
    never = threading.Event()

    async def look_up() -> None:
        loop = asyncio.get_running_loop()
        loop.set_default_executor(UnwaitedThreads())
        assert await loop.run_in_executor(None, str, 7) == "7"
        with pytest.raises(ValueError, match="invalid literal"):
            await in_thread(lambda: int("no"))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0):
                await loop.run_in_executor(None, never.wait)

    asyncio.run(look_up())  # which waits for a loop's usual threads
    never.set()


def test_that_what_the_others_break_with_is_not_unseen(caplog: pytest.LogCaptureFixture) -> None:
    async def breaks_at_its_end() -> None:
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            raise ZeroDivisionError("of no use")

    async def over() -> None:
        await asyncio.sleep(0)

    asyncio.run(first_of(ticking=breaks_at_its_end(), over=over()))
    assert "ticking ended unexpectedly: ZeroDivisionError: of no use" in caplog.text
