"""`tingxia bench export`."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from appliance.cli.bench.group import measuring, say

if TYPE_CHECKING:
    from appliance.config import Settings
    from appliance.diagnostics.measured import Part


@measuring("export", without=("model", "data_dir", "config"))
async def export(
    settings: "Settings",
    *,
    to: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Where to export, a stick or disk; for root a disk of its own if not given.",
        ),
    ] = None,
    recordings: Annotated[int, typer.Option(min=1, help="How many recordings.")] = 300,
    minutes: Annotated[float, typer.Option(min=0.1, help="Length of each.")] = 2,
    repeat: Annotated[int, typer.Option(min=1, help="How often each side is measured.")] = 3,
) -> "AsyncIterator[Part]":
    """Export recordings with their audio, and copy the same bytes with `cp -r`, in turn.

    The audio is encoded before, as by a station that had nothing else to do; an export that
    encodes on the way is a figure of its own. The copy is flushed and hashed in three ways: from
    the cache, from the medium as an export reads, and by the library that an export hashes with.
    Needs 8 MB for each minute of audio.

    Example: tingxia bench export --recordings 300 --to /media/stick
    """
    from appliance.diagnostics.benches.export import measure

    del settings
    say(f"{recordings} recordings of {minutes:g} min exported and copied, {repeat} times")
    yield await measure(recordings=recordings, minutes=minutes, to=to, repeat=repeat)
