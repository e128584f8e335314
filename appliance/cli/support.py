"""`tingxia support`: a bundle for whoever helps from far away."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from appliance.cli.export_progress import followed, way_out
from appliance.cli.json_output import echo_json
from appliance.cli.options import AsJson, ConfigFile, DataFolder, settings_from

if TYPE_CHECKING:
    from appliance.config import Settings
    from appliance.wire.exports import ExportStepTold


def support(
    target: Annotated[Path, typer.Argument(help="A stick or folder.")],
    *,
    note: Annotated[
        str, typer.Option(help="What was done and what happened; carried as it is typed.")
    ] = "",
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Write logs, state, settings and versions below a folder, and verify them.

    It holds no audio, no text of recordings, no titles, no names and no hot words: whatever is no
    word of the program itself is replaced by a short hash. Works with and without a running box.
    Pictures of the screen are only in a bundle that is made on the screen (Doctor).

    Example: tingxia support /media/stick --note "Tapped Start, nothing happened."
    """
    done = asyncio.run(_write(settings_from(config, data_dir), target, note))
    if as_json:
        echo_json(done.model_dump(mode="json"))
        return
    typer.echo(f"Written and verified, {len(done.files)} files in {done.folder}.")
    typer.echo("Give the whole folder to whoever helps.")
    typer.echo(way_out(done))


async def _write(settings: "Settings", target: Path, note: str) -> "ExportStepTold":
    from appliance.cli import doctor_access
    from appliance.export import ExportError, ExportStep

    last = await followed(doctor_access.support(settings, target, note))
    if last is None or last.step != ExportStep.DONE:
        raise ExportError(
            "The support bundle ended before its files were compared.",
            hint="Make it again; nothing in the box has changed.",
        )
    return last
