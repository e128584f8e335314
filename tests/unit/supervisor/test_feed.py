"""The newest hardware status for whoever listens."""

import asyncio

from appliance.supervisor.feed import HardwareFeed
from appliance.wire.supervision import HardwareStatus


async def test_listener_gets_the_present_then_each_change() -> None:
    """The first status comes at once, the next when it is published."""
    feed = HardwareFeed()
    feed.publish(HardwareStatus(sound_generation=1))
    heard = aiter(feed)
    assert 1 == (await anext(heard)).sound_generation
    waiting = asyncio.ensure_future(anext(heard))
    await asyncio.sleep(0)
    assert not waiting.done()
    feed.publish(HardwareStatus(sound_generation=2))
    assert 2 == (await waiting).sound_generation


async def test_slow_listener_skips_what_was_replaced() -> None:
    """Nothing piles up for a listener that does not take."""
    feed = HardwareFeed()
    heard = aiter(feed)
    await anext(heard)
    for generation in range(1, 1000):
        feed.publish(HardwareStatus(sound_generation=generation))
    assert 999 == (await anext(heard)).sound_generation
