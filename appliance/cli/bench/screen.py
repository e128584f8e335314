"""`tingxia bench screen`."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import TYPE_CHECKING, Annotated

import typer

from appliance.cli.bench.group import measuring, say

if TYPE_CHECKING:
    from appliance.config import Settings
    from appliance.diagnostics.measured import Part


@measuring("screen", without=("model", "data_dir", "config"))
async def screen(
    settings: "Settings",
    *,
    recordings: Annotated[int, typer.Option(min=100, help="In the history.")] = 10_000,
    taps: Annotated[int, typer.Option(min=8, help="How many are timed.")] = 56,
    repeat: Annotated[int, typer.Option(min=1, help="How often each page is opened again.")] = 10,
    open_hours: Annotated[
        float, typer.Option(min=0, help="Instead: keep the Record page open through such a talk.")
    ] = 0,
    times: Annotated[float, typer.Option(min=1, help="How much faster that talk passes.")] = 60,
) -> "AsyncIterator[Part]":
    """Drive the screen of a box that records, in a real Chromium on two cores.

    From a tap or a key to its answer on the screen; opening pages, cold and warm; blank rows
    while scrolling; what an open Record page costs. The box is a fresh one in a temporary folder
    with the starter and the built-in sample as its microphone; it needs 1 GB of disk and five
    minutes.
    What is done is shown, and saved, before the next begins.

    With --open-hours only the memory of the station and of the page is watched, while a made-up
    talk passes many times faster than it would be spoken.

    Example: tingxia bench screen --save screen.json; tingxia bench screen --open-hours 8
    """
    from appliance.diagnostics.benches import screen_open
    from appliance.diagnostics.benches.screen import measure

    del settings
    if open_hours:
        say(f"the Record page open for {open_hours:g} h, in {60 * open_hours / times:.0f} minutes")
        yield await screen_open.measure(hours=open_hours, times=times, on_step=say)
        return
    say("the screen, on a box of its own")
    parts = measure(recordings=recordings, taps=taps, repeat=repeat, on_step=say)
    async with aclosing(parts):
        async for part in parts:
            yield part
