"""`tingxia bench accuracy`."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from appliance.cli import measured_view
from appliance.cli.bench.group import Model, app, settings_of
from appliance.cli.bench.steps import say
from appliance.cli.measured_view import Against, Save
from appliance.cli.options import AsJson, ConfigFile, DataFolder
from appliance.cli.packs import read_packs

if TYPE_CHECKING:
    from appliance.config import Settings
    from appliance.diagnostics.measured import Part


@app.command()
def accuracy(
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
    model: Model = "",
    save: Save = None,
    against: Against = None,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Compare our pipeline with bare faster-whisper on recordings whose text is known.

    With a lexicon a second time, then on unrelated speech: the built-in meeting in different
    noise and speeds, in which none of its terms should turn up.

    Example: tingxia bench accuracy clips real --lexicon docs/how-to/factory-terms.txt
    """
    settings = settings_of(config, data_dir, model)
    before = measured_view.loaded(against)
    parts = asyncio.run(measured(settings, folders, lexicon or [], minutes=minutes))
    raise measured_view.conclude(*parts, save=save, against=before, as_json=as_json)


async def measured(
    settings: "Settings", folders: list[Path], packs: list[Path], *, minutes: float
) -> "list[Part]":
    """Return a part for each folder, and one for unrelated speech. Raises ApplianceError."""
    from appliance.bootstrap import child_command
    from appliance.diagnostics.benches.accuracy import measure, measure_unrelated
    from appliance.diagnostics.evaluation import How
    from appliance.diagnostics.evaluation_set import read_set

    for folder in folders:
        read_set(folder)  # what is wrong with the last one is told before the first is measured
    how = How(packs=packs, lexicon=read_packs(packs))
    parts = [
        await measure(settings, folder, how=how, child_command=child_command, on_step=say)
        for folder in folders
    ]
    if packs:
        say(f"{minutes:g} minutes of unrelated speech")
        parts.append(
            await measure_unrelated(settings, minutes=minutes, how=how, child_command=child_command)
        )
    return parts
