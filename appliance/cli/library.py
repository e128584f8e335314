"""`tingxia library`: list, read, export and rebuild what was recorded."""

import asyncio
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from appliance.cli import (
    library_backup,
    library_edit,
    library_labels,
    library_put_back,
    library_search,
    library_trash,
)
from appliance.cli.json_output import echo_json
from appliance.cli.library_export import export
from appliance.cli.options import AsJson, ConfigFile, DataFolder, settings_from
from appliance.cli.step_progress import shown
from appliance.config import Settings
from appliance.domain.list_order import ListOrder
from appliance.domain.speaker_state import SpeakerState
from appliance.domain.transcript import TranscriptKind

if TYPE_CHECKING:
    from appliance.library import Restored
    from appliance.wire.station import RecordingLine, RecordingText

app = typer.Typer(help="List, read, export and rebuild what was recorded.", no_args_is_help=True)
app.command()(export)

for _group in (library_labels, library_edit, library_trash):
    app.add_typer(_group.app)


class Version(StrEnum):
    """The versions that can be read."""

    LIVE = TranscriptKind.LIVE.value
    SECOND_PASS = TranscriptKind.SECOND_PASS.value
    EDITED = TranscriptKind.EDITED.value


RecordingId = Annotated[str, typer.Argument(help="As `tingxia library list` shows it.")]


@app.command("list")
def list_(
    *,
    limit: Annotated[int, typer.Option(min=1, max=500, help="At most so many.")] = 100,
    before: Annotated[str | None, typer.Option(help="Go on after this id of a list.")] = None,
    sort: Annotated[
        ListOrder, typer.Option(help="What comes first; titles in Chinese by their sound.")
    ] = ListOrder.NEWEST,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """List recordings, newest first or in another order.

    Example: tingxia library list --sort longest --limit 20
    """
    from appliance.cli import library_access

    settings = settings_from(config, data_dir)
    found = asyncio.run(library_access.lines(settings, limit=limit, before=before, order=sort))
    if as_json:
        echo_json([line.model_dump(mode="json") for line in found])
    else:
        _print_list(found)


@app.command()
def show(
    recording_id: RecordingId,
    *,
    version: Annotated[
        Version | None, typer.Option(help="Which version of the text; else the best there is.")
    ] = None,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Print the text of a recording with times.

    Example: tingxia library show 20261121-091500-ab12 --version live
    """
    from appliance.cli import library_access

    kind = TranscriptKind(version) if version is not None else None
    settings = settings_from(config, data_dir)
    found = asyncio.run(library_access.text(settings, recording_id, kind))
    if as_json:
        echo_json(found.model_dump(mode="json", exclude={"last"}))
    else:
        _print_text(found)


@app.command()
def retranscribe(
    recording_ids: Annotated[list[str], typer.Argument(help="Ids of recordings.")],
    *,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Have the text of recordings made again with the model and the lexicons now in use.

    The present text stays until the new one is complete. Live text is kept in any case.

    Example: tingxia library retranscribe 20261121-091500-ab12
    """
    from appliance.cli import library_access

    settings = settings_from(config, data_dir)
    for recording_id in recording_ids:
        asyncio.run(library_access.retranscribe(settings, recording_id))
        if not as_json:
            typer.echo(f"{recording_id} is recognised again; its text stays until then.")
    if as_json:
        echo_json({"queued": recording_ids})


@app.command()
def verify(
    folder: Annotated[Path, typer.Argument(help="An exported folder, or its parent.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Read exported files again and compare them with their SHA256SUMS.

    Example: tingxia library verify /media/stick/Tingxia
    """
    from appliance.export import verify as verify_files

    with shown(quiet=as_json) as progress:
        verified = verify_files(folder, progress)
    if as_json:
        echo_json({"verified": [str(file) for file in verified]})
    else:
        typer.echo(f"{len(verified)} files are as they were written.")


@app.command()
def rebuild(
    *, data_dir: DataFolder = None, config: ConfigFile = None, as_json: AsJson = False
) -> None:
    """Make the library anew from the recordings' folders alone. The box must be stopped.

    Example: tingxia library rebuild
    """
    restored, notice = asyncio.run(_rebuild(settings_from(config, data_dir), quiet=as_json))
    if as_json:
        told = {name: value for name, value in asdict(restored).items() if name != "behind"}
        echo_json(told | {"notice": notice})
        return
    if notice:
        typer.echo(notice)
    typer.echo(f"{restored.recordings} recordings and {restored.transcripts} texts taken over.")
    for problem in restored.problems:
        typer.echo(f"Note: {problem}", err=True)


app.command()(library_search.search)
app.command()(library_backup.backup)
app.command("put-back")(library_put_back.put_back)


async def _rebuild(settings: Settings, *, quiet: bool) -> "tuple[Restored, str]":
    from appliance.cli.library_access import opened

    async with opened(settings.paths) as library:
        with shown(counted="recordings", quiet=quiet) as progress:
            return await library.rebuild(progress), library.notice


def _print_list(found: "tuple[RecordingLine, ...]") -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Column, Table

    console = Console(highlight=False)
    if not found:
        console.print("Nothing is recorded yet.")
        return
    table = Table(
        Column("id", no_wrap=True, min_width=len(found[0].id)),
        "title",
        "length",
        "text",
        "begins with",
        box=None,
    )
    for line in found:
        state = "recording" if line.running else line.text_state
        table.add_row(
            line.id,
            escape(line.title),
            _clock(line.duration_s),
            state,
            escape(line.problem or line.excerpt),
        )
    console.print(table)


def _print_text(found: "RecordingText") -> None:
    line = found.recording
    typer.echo(f"{line.title or line.id}  {line.started}  {_clock(line.duration_s)}")
    several = len({segment.speaker for segment in found.segments} - {None}) > 1
    for marker in found.markers:
        note = f": {marker.note}" if marker.note else ""
        typer.echo(f"[{_clock(marker.at_s)}] marker, {marker.kind}{note}")
    for segment in found.segments:
        name = line.speaker_names.get(segment.speaker or 0) or f"Speaker {segment.speaker}"
        speaker = f"{name}: " if several and segment.speaker else ""
        typer.echo(f"[{_clock(segment.start_s)}] {speaker}{segment.text}")
    if line.problem:
        what = "The text could not be made" if line.text_state == "failed" else "Note"
        typer.echo(f"{what}: {line.problem}")
    elif not found.complete:
        typer.echo("(The text is not complete yet.)")
    if line.speaker_state is SpeakerState.FAILED:
        typer.echo(f"The speakers could not be told apart: {line.speaker_problem}")


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{rest:02d}"
