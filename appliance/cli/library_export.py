"""`tingxia library export`: carry recordings away on a stick."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from appliance.cli.export_progress import followed, way_out
from appliance.cli.json_output import echo_json
from appliance.cli.options import AsJson, ConfigFile, DataFolder, settings_from
from appliance.domain.export_choice import ExportChoice
from appliance.errors import UsageError
from appliance.export.options import ExportOptions, Format

if TYPE_CHECKING:
    from appliance.config import Settings
    from appliance.wire.exports import ExportRecordings, ExportStepTold

_DEFAULT: Final = list(ExportOptions().formats)


def export(
    recording_ids: Annotated[
        list[str] | None, typer.Argument(help="Ids of recordings, or --all, or --new.")
    ] = None,
    *,
    to: Annotated[Path, typer.Option(help="A stick or folder.")],
    everything: Annotated[bool, typer.Option("--all", help="Every recording.")] = False,
    new: Annotated[
        bool,
        typer.Option("--new", help="What changed since its last export and waits for no text."),
    ] = False,
    formats: Annotated[
        list[Format] | None,
        typer.Option("--format", help="May be given again; else txt, srt and json."),
    ] = None,
    raw: Annotated[bool, typer.Option("--raw", help="The recogniser's text as it was.")] = False,
    no_speakers: Annotated[bool, typer.Option("--no-speakers", help="Without speakers.")] = False,
    no_times: Annotated[bool, typer.Option("--no-times", help="Without times.")] = False,
    recipient: Annotated[
        str, typer.Option(metavar="KEY", help="Encrypt to this public key of age (age1…).")
    ] = "",
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Write recordings below a folder, read every file back and compare.

    Ends with success only if every file came back from the stick as it was written, and no audio
    that was asked for had to stay behind. What an interrupted export left there whole is kept, so
    the same command goes on with the rest.

    Example: tingxia library export --new --to /media/stick --format docx --format flac
    """
    from appliance.export import ExportError
    from appliance.wire.exports import ExportRecordings

    question = ExportRecordings(
        recording_ids=tuple(recording_ids or ()),
        choice=_choice(recording_ids or [], everything=everything, new=new),
        target=str(to.absolute()),
        formats=tuple(each.value for each in formats or _DEFAULT),
        use_raw_text=raw,
        with_speakers=not no_speakers,
        with_times=not no_times,
        recipient=recipient,
    )
    done = asyncio.run(_export(settings_from(config, data_dir), question))
    if as_json:
        echo_json(done.model_dump(mode="json"))
    else:
        _print(done)
    if done.without_audio_count:
        raise typer.Exit(ExportError.exit_code)


def _choice(recording_ids: list[str], *, everything: bool, new: bool) -> ExportChoice | None:
    ways = bool(recording_ids) + everything + new
    if ways != 1:
        raise UsageError(
            "Several ways to choose are given." if ways else "Say what to export.",
            hint="Name recordings as `tingxia library list` shows them, or give --all or --new.",
        )
    if everything:
        return ExportChoice.ALL
    return ExportChoice.NEW if new else None


async def _export(settings: "Settings", question: "ExportRecordings") -> "ExportStepTold":
    from appliance.cli import export_access
    from appliance.export import ExportError, ExportStep

    last = await followed(export_access.steps(settings, question))
    if last is None or last.step != ExportStep.DONE:
        raise ExportError(
            "The export ended before its files were compared.",
            hint="Export again; the recordings in the box are untouched.",
        )
    return last


def _print(done: "ExportStepTold") -> None:
    count = max(done.file_count, len(done.files))
    if not count:
        typer.echo("Nothing has changed since the last export.")
        _print_left_out(done)
        return
    typer.echo(f"Exported and verified, {count} files in {done.folder}:")
    for file in done.files:
        typer.echo(f"  {file}")
    if count > len(done.files):
        typer.echo(f"  … and {count - len(done.files)} more")
    if done.kept_files:
        typer.echo(f"{done.kept_files} of them were there already and are the same.")
    if done.unfinished:
        typer.echo(
            f"The text of {done.unfinished} of {done.recordings} recordings is not complete: once "
            "it is, export again with --new."
        )
    _print_left_out(done)
    _print_without_audio(done)
    typer.echo(way_out(done))


def _print_without_audio(done: "ExportStepTold") -> None:
    count = done.without_audio_count
    if not count:
        return
    typer.echo(f"The audio of {count} recordings could not be exported:", err=True)
    for one in done.without_audio:
        typer.echo(f"  {one.name}: {one.reason}\n  → {one.hint}", err=True)
    if count > len(done.without_audio):
        typer.echo(f"  … and {count - len(done.without_audio)} more", err=True)
    typer.echo("They do not count as exported.", err=True)


def _print_left_out(done: "ExportStepTold") -> None:
    if done.left_out:
        typer.echo(
            f"Not exported, because their text is still being made: {done.left_out} recordings."
        )
