"""`tingxia bench library`."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Annotated

import typer

from appliance.cli.bench.group import measuring, say

if TYPE_CHECKING:
    from appliance.config import Settings
    from appliance.diagnostics.measured import Part


@measuring("library", without=("model", "data_dir", "config"))
async def library(
    settings: "Settings",
    *,
    recordings: Annotated[int, typer.Option(min=1, help="How many.")] = 10_000,
    segments: Annotated[int, typer.Option(min=1, help="Utterances of all together.")] = 1_000_000,
) -> "AsyncIterator[Part]":
    """Make a library of random speech and time search, history and the start of the station.

    The start is timed with the database out of the system's cache, and once more.
    It is made in a temporary folder; the library of this box is left alone. A million utterances
    take 300 MB and a few minutes.

    Example: tingxia bench library --recordings 1000 --segments 100000
    """
    from appliance.diagnostics.benches.library import measure

    del settings
    say(f"a library of {recordings} recordings and {segments} utterances")
    yield await measure(recordings=recordings, segments=segments, on_step=say)
