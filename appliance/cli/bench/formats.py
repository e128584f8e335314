"""`tingxia bench formats`."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Annotated

import typer

from appliance.cli.bench.group import measuring, say

if TYPE_CHECKING:
    from appliance.config import Settings
    from appliance.diagnostics.measured import Part


@measuring("formats", without=("model", "data_dir", "config"))
async def formats(
    settings: "Settings",
    *,
    utterances: Annotated[int, typer.Option(min=1, help="Of the text; a day has 20,000.")] = 20_000,
    minutes: Annotated[int, typer.Option(min=1, help="Of the sound.")] = 30,
) -> "AsyncIterator[Part]":
    """Write a day's text in every format, and encode a recording as FLAC.

    Processor time of one core. The sound is made in a temporary folder; the library of this box
    is left alone.

    Example: tingxia bench formats --utterances 5000 --minutes 10
    """
    from appliance.diagnostics.benches.formats import measure_sound, measure_texts

    del settings
    say(f"a text of {utterances} utterances in every format")
    yield measure_texts(utterances)
    say(f"{minutes} minutes of sound")
    yield measure_sound(minutes)
