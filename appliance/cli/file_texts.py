"""Having the running box turn files into text, one after the other."""

import asyncio
import os
import shlex
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from appliance.cli.station_call import IMPORT_TIMEOUT_S, named, patiently
from appliance.cli.status import NotRunningError
from appliance.domain.file_path import legible, written
from appliance.errors import ApplianceError, UsageError
from appliance.wire.station import RecordingText, TranscribeFile
from appliance.wire.station_client import stored_text, text_progress


async def transcribe(
    socket: Path, files: list[Path], *, title: str, again: bool, as_json: bool
) -> list[ApplianceError]:
    """Print the text of each file; returns what went wrong with which, already told."""
    failures: list[ApplianceError] = []
    console = Console(stderr=True, highlight=False)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as progress:
        for file in files:
            bar = progress.add_task(legible(file.name), total=None)
            try:
                text = await _one(
                    socket, file, title=title, again=again, progress=progress, bar=bar
                )
            except NotRunningError:
                raise
            except ApplianceError as error:
                failures.append(error)
                console.print(f"tingxia: {error}\n→ {error.hint}", markup=False, soft_wrap=True)
            else:
                _print(file, text, several=len(files) > 1, as_json=as_json)
            progress.remove_task(bar)
    return failures


async def _one(
    socket: Path, file: Path, *, title: str, again: bool, progress: Progress, bar: TaskID
) -> RecordingText:
    if file.is_dir():
        raise UsageError(
            "{file} is a folder.",
            hint="Queue all the audio in it: tingxia batch add {file}",
            file=file,
        )
    if not file.is_file():
        raise UsageError(
            "There is no file {file}.",
            hint="Check the name, and whether the stick is still plugged in.",
            file=file,
        )
    path = written(os.fsencode(file.absolute()))
    question = TranscribeFile(path=path, title=title, again=again)
    answer = await named(socket, question, timeout_s=IMPORT_TIMEOUT_S)
    recording_id = answer.recording_id
    if answer.already_there:
        known = f"It was taken in before, as {recording_id}; --again takes it anyway."
        if title:
            known += (
                " Its title stays as it is; to change it:"
                f" tingxia library rename {recording_id} {shlex.quote(title)}"
            )
        _warn(progress.console, file, known, set())
    try:
        return await _text(socket, file, recording_id, progress=progress, bar=bar)
    except asyncio.CancelledError:
        typer.echo(
            f"{legible(str(file))} goes on in the box: tingxia library show {recording_id}",
            err=True,
        )
        raise


async def _text(
    socket: Path, file: Path, recording_id: str, *, progress: Progress, bar: TaskID
) -> RecordingText:
    warned: set[str] = set()

    async def followed() -> None:
        async for told in text_progress(socket, recording_id):
            recording = told.recording
            if recording.text_state != "failed":
                _warn(progress.console, file, recording.problem, warned)
            progress.update(bar, total=recording.duration_s, completed=recording.text_done_s)

    await patiently(followed)
    text = await patiently(lambda: stored_text(socket, recording_id))
    if text.recording.text_state == "failed":
        raise UsageError(
            "The text of {file} could not be made: {problem}",
            hint="Look at `tingxia status`; the audio is kept as {recording_id}.",
            file=file,
            problem=text.recording.problem,
            recording_id=recording_id,
        )
    if not text.segments:
        _warn(progress.console, file, "no speech was found.", warned)
    return text


def _print(file: Path, text: RecordingText, *, several: bool, as_json: bool) -> None:
    if as_json:
        typer.echo(text.model_dump_json(exclude={"last"}))
        return
    if several:
        typer.echo(f"# {legible(str(file))}")
    for segment in text.segments:
        typer.echo(segment.text)


def _warn(console: Console, file: Path, problem: str, told: set[str]) -> None:
    """Tell a problem once, when it appears: the text may still take a while."""
    if problem and problem not in told:
        told.add(problem)
        console.print(f"tingxia: {legible(str(file))}: {problem}", markup=False, soft_wrap=True)
