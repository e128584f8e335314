"""`tingxia bench batch` and `tingxia bench long-file`."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Annotated

import typer

from appliance.cli.bench.group import measuring, say

if TYPE_CHECKING:
    from appliance.config import Settings
    from appliance.diagnostics.measured import Part

_WITHOUT = ("model", "data_dir", "config")


@measuring("batch", without=_WITHOUT)
async def batch(
    settings: "Settings",
    *,
    files: Annotated[int, typer.Option(min=1, help="How many files, of six formats.")] = 12,
    minutes: Annotated[float, typer.Option(min=0.5, help="Length of each.")] = 1.5,
) -> "AsyncIterator[Part]":
    """Take files through the queue of a whole box, and their speech through the bare engine.

    They take turns, file by file. The box is as a fresh machine has it, with the starter, and
    does nothing else. Takes somewhat more than twice as long as the recognition of the files.

    Example: tingxia bench batch --files 24 --minutes 5
    """
    from appliance.diagnostics.benches.batch import measure

    say(f"{files} files of {minutes:g} minutes through the box and through the bare engine")
    yield await measure(settings, files=files, minutes=minutes)


@measuring("long-file", without=_WITHOUT)
async def long_file(
    settings: "Settings",
    *,
    hours: Annotated[float, typer.Option(min=0.05, max=11.9, help="Length of the file.")] = 6,
    suffix: Annotated[
        str, typer.Option("--format", help="Such as mp3, m4a, flac, opus, wma or wav.")
    ] = "mp3",
    share: Annotated[
        float, typer.Option(min=0.001, max=1, help="Give up after so much of its text.")
    ] = 1.0,
    speech_share: Annotated[
        float | None, typer.Option(min=0.01, max=1, help="Make pauses: so much of it is speech.")
    ] = None,
) -> "AsyncIterator[Part]":
    """Take one long file through a whole box: first text, its decoder's memory, its progress.

    The whole of six hours of speech takes as long as the starter needs for them; one of which a
    fifth is speech takes a fifth of that. A share of it shows the first text and the decoder as
    well. What is told of the progress counts on an even speed: look at the CPU time that the host
    of a virtual machine took away.

    Example: tingxia bench long-file --hours 6 --speech-share 0.2
    """
    from appliance.diagnostics.benches.batch import measure_long

    del settings
    say(f"a file of {hours:g} h")
    yield await measure_long(hours=hours, suffix=suffix, share=share, speech_share=speech_share)
