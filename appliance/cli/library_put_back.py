"""`tingxia library put-back`: the texts of a box whose disk was lost, from a backup."""

import asyncio
import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from appliance.cli.json_output import echo_json
from appliance.cli.options import AsJson, ConfigFile, DataFolder, settings_from
from appliance.cli.step_progress import shown
from appliance.config import Settings
from appliance.errors import UsageError

if TYPE_CHECKING:
    from appliance.library import NotNotedError, PutBack


def put_back(
    file: Annotated[
        Path,
        typer.Argument(help="What `tingxia library backup` wrote."),
    ],
    *,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Put the recordings of a backup back that are not here any more. The box must be stopped.

    They come back with everything but their sound. Recordings that are here stay as they are;
    those that were removed for good stay removed, as far as this box's audit log knows them.

    Example: tingxia library put-back library.db
    """
    if not os.path.isfile(file):  # noqa: PTH113 - is_file() raises where nobody may look
        raise UsageError(
            "There is no file {file}.", hint="Name what `tingxia library backup` wrote.", file=file
        )
    found, problem = asyncio.run(
        _put_back(settings_from(config, data_dir), file.absolute(), quiet=as_json)
    )
    if problem is not None:  # what was put back is there all the same
        typer.echo(f"tingxia: {problem}\n→ {problem.hint}", err=True)
    if as_json:
        echo_json(asdict(found))
        return
    typer.echo(f"{len(found.recordings)} recordings put back, without sound.")
    if found.here:
        typer.echo(f"{found.here} are here and stay as they are.")
    if found.removed:
        typer.echo(f"{found.removed} were removed for good since and stay removed.")


async def _put_back(
    settings: Settings, file: Path, *, quiet: bool
) -> "tuple[PutBack, NotNotedError | None]":
    from appliance.cli.library_access import opened
    from appliance.library import NotNotedError
    from appliance.library.audit import AuditLog

    async with opened(settings.paths) as library:
        with shown(counted="recordings", quiet=quiet) as progress:
            found = await library.put_back(file, progress)
        note = AuditLog(settings.paths.data).note
        try:
            await asyncio.to_thread(
                note, "put-back", subject=str(file), recordings=len(found.recordings)
            )
        except NotNotedError as error:
            return found, error
        return found, None
