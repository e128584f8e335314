"""Coalesced notifications."""

import asyncio

import pytest

from appliance.station.changes import SHORTEST_INTERVAL_S, Changes


async def test_many_changes_are_told_once() -> None:
    """A burst of changes becomes one call."""
    changes, told = Changes(), asyncio.Event()
    count = 0

    def callback() -> None:
        nonlocal count
        count += 1
        told.set()

    changes.subscribe(callback)
    for _ in range(100):
        changes.notify()
    async with asyncio.timeout(10 * SHORTEST_INTERVAL_S):
        await told.wait()
    assert count == 1


async def test_an_ended_subscription_is_silent() -> None:
    """After unsubscribing nothing is called; others still are."""
    changes, told = Changes(), asyncio.Event()
    ended: list[None] = []
    changes.subscribe(lambda: ended.append(None))()
    changes.subscribe(told.set)
    changes.notify()
    async with asyncio.timeout(10 * SHORTEST_INTERVAL_S):
        await told.wait()
    assert ended == []


async def test_a_failing_listener_does_not_silence_the_others(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A broken page is written into the log and costs the others nothing."""
    changes, told = Changes(), asyncio.Event()

    def broken() -> None:
        raise RuntimeError("gone")

    changes.subscribe(broken)
    changes.subscribe(told.set)
    changes.notify()
    async with asyncio.timeout(10 * SHORTEST_INTERVAL_S):
        await told.wait()
    assert "a listener failed" in caplog.text
