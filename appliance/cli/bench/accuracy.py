"""`tingxia bench accuracy`."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from appliance.cli.bench.group import measuring, say
from appliance.cli.packs import read_packs

if TYPE_CHECKING:
    from appliance.config import Settings
    from appliance.diagnostics.measured import Part


@measuring("accuracy")
async def accuracy(
    settings: "Settings",
    *,
    folders: Annotated[
        list[Path], typer.Argument(metavar="FOLDER…", help="As for `tingxia eval`.")
    ],
    lexicon: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="A pack of hot words; may be given again."),
    ] = None,
    minutes: Annotated[
        float, typer.Option(min=1, help="Of unrelated speech, for false insertions.")
    ] = 10,
) -> "AsyncIterator[Part]":
    """Compare our pipeline with bare faster-whisper on recordings whose text is known.

    With a lexicon a second time, then on unrelated speech: the built-in meeting in different
    noise and speeds, in which none of its terms should turn up.

    Example: tingxia bench accuracy clips real --lexicon docs/how-to/factory-terms.txt
    """
    from appliance.bootstrap import child_command
    from appliance.diagnostics.benches.accuracy import measure, measure_unrelated
    from appliance.diagnostics.evaluation import How
    from appliance.diagnostics.evaluation_set import read_set

    for folder in folders:
        read_set(folder)  # what is wrong with the last one is told before the first is measured
    packs = lexicon or []
    how = How(packs=packs, lexicon=read_packs(packs))
    for folder in folders:
        yield await measure(settings, folder, how=how, child_command=child_command, on_step=say)
    if packs:
        say(f"{minutes:g} minutes of unrelated speech")
        yield await measure_unrelated(
            settings, minutes=minutes, how=how, child_command=child_command
        )
