"""`tingxia library backup`: the texts of the box on a stick, in a folder or in a file."""

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from appliance.cli.export_progress import followed, way_out
from appliance.cli.json_output import echo_json
from appliance.cli.options import AsJson, ConfigFile, DataFolder, settings_from
from appliance.cli.step_progress import shown
from appliance.errors import ApplianceError

if TYPE_CHECKING:
    from appliance.cli.backup_access import PlainRule
    from appliance.config import Settings
    from appliance.wire.exports import ExportStepTold


def backup(
    target: Annotated[
        Path, typer.Argument(help="A stick or folder; or a file, an older one is replaced.")
    ],
    *,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Copy the library's database; the copy is read from end to end.

    On a stick or in a folder it is written, read back and encrypted as exports are. Any other
    name is that of a plain copy, which is refused where exports are encrypted.

    It holds all texts and no sound; the recordings' folders hold both and can be copied as they
    are. A box may run meanwhile. `tingxia library put-back` puts it back.

    Example: tingxia library backup /media/stick
    """
    from appliance.paths import DataFolderError

    settings = settings_from(config, data_dir)
    if not settings.paths.library.is_file():
        raise DataFolderError(
            "There is no library in {path}.",
            hint="Name the data folder with --data-dir, or start the box once with `tingxia up`.",
            path=settings.paths.data,
        )
    if os.path.isdir(target):  # noqa: PTH112 - is_dir() raises where nobody may look
        _print(asyncio.run(_write(settings, target.absolute())), as_json=as_json)
    else:
        _copy(settings, target, as_json=as_json)


async def _write(settings: "Settings", target: Path) -> "ExportStepTold":
    from appliance.cli import backup_access
    from appliance.export import ExportError, ExportStep

    last = await followed(backup_access.steps(settings, target))
    if last is None or last.step != ExportStep.DONE:
        raise ExportError(
            "The backup ended before its files were compared.",
            hint="Make it again; nothing in the box has changed.",
        )
    return last


def _print(done: "ExportStepTold", *, as_json: bool) -> None:
    if as_json:
        echo_json(done.model_dump(mode="json"))
        return
    typer.echo(f"Written and verified, {len(done.files)} files in {done.folder}.")
    typer.echo(way_out(done))


def _copy(settings: "Settings", file: Path, *, as_json: bool) -> None:
    from appliance.cli import backup_access
    from appliance.domain.file_path import legible
    from appliance.library.backup import back_up

    absolute = file.absolute()
    name = legible(str(absolute))
    with backup_access.plain_rule(settings) as rule:
        asyncio.run(rule.allow_plain(name))
        with shown(quiet=as_json) as progress:
            size = back_up(settings.paths.library, absolute, progress)
        problem = asyncio.run(_noted(rule, name))
    if problem is not None:  # the copy is whole all the same
        typer.echo(f"tingxia: {problem}\n→ {problem.hint}", err=True)
    if as_json:
        echo_json({"file": str(absolute), "bytes": size})
    else:
        typer.echo(f"{file} holds the library, {size / 1e6:.1f} MB, read back and whole.")


async def _noted(rule: "PlainRule", name: str) -> ApplianceError | None:
    try:
        await rule.note_plain(name)
    except ApplianceError as error:
        return error
    return None
