"""Who works on which recording."""

import asyncio

from appliance.station.underway import Underway


async def test_two_claims_of_one_recording_end_each_for_itself() -> None:
    """The recording is free when both are over, and nobody stumbles over the other."""
    released: list[bool] = []
    underway = Underway(on_release=lambda: released.append("a" in underway))
    with underway.claim("a"):
        with underway.claim("a"):
            assert "a" in underway
        assert "a" in underway
    assert "a" not in underway
    assert [True, False] == released


async def test_somebody_may_wait_until_a_recording_is_free() -> None:
    """Others that are released meanwhile do not matter."""
    underway = Underway(on_release=lambda: None)
    with underway.claim("a"):
        waiting = asyncio.create_task(underway.free("a"))
        with underway.claim("b"):
            await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert not waiting.done()
    async with asyncio.timeout(1):
        await waiting
        await underway.free("never claimed")
