"""`tingxia library edit|undo|redo`: the text as a person corrects it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated

import typer

from appliance.cli.options import AsJson, ConfigFile, DataFolder, settings_from
from appliance.config import Settings
from appliance.domain.audio import to_samples, to_seconds
from appliance.domain.editing import EditKind, EditRequest
from appliance.errors import UsageError

if TYPE_CHECKING:
    from appliance.station.face_shelf import Shelf
    from appliance.wire.shelf import EditLine, HistoryTold
    from appliance.wire.station import SegmentLine

app = typer.Typer()

NOBODY = "none"
SHOWN = 10
"""Edits that are printed."""

RecordingId = Annotated[str, typer.Argument(help="As `tingxia library list` shows it.")]


@app.command()
def edit(
    recording_id: RecordingId,
    *,
    at: Annotated[
        str | None, typer.Option(help="When it is said, as `show` prints it, or in seconds.")
    ] = None,
    text: Annotated[str | None, typer.Option(help="Put this text in its place.")] = None,
    split_before: Annotated[
        str | None, typer.Option(help="Split it; the second half begins with these words.")
    ] = None,
    merge: Annotated[bool, typer.Option("--merge", help="Join it with what follows.")] = False,
    remove: Annotated[bool, typer.Option("--remove", help="Take it out of the text.")] = False,
    speaker: Annotated[
        str | None, typer.Option(help=f"Who says it: a number, or {NOBODY}.")
    ] = None,
    was: Annotated[
        str | None, typer.Option(help="Its present text; the edit is refused if it is another.")
    ] = None,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Correct one part of a text; without an option, show the edits that were made.

    The recogniser's versions stay as they are: `show --version second-pass` prints them.

    Example: tingxia library edit 20261121-091500-ab12 --at 00:01:23 --text "关闭二号阀门。"
    """
    options = {
        EditKind.TEXT: text is not None,
        EditKind.SPLIT: split_before is not None,
        EditKind.MERGE: merge,
        EditKind.REMOVE: remove,
        EditKind.SPEAKER: speaker is not None,
    }
    kinds = [kind for kind, is_asked in options.items() if is_asked]
    settings = settings_from(config, data_dir)
    if not kinds and at is None:
        history = asyncio.run(_asked(settings, lambda shelf: shelf.history(recording_id)))
        _print(history, as_json=as_json)
        return
    if len(kinds) != 1 or at is None:
        raise UsageError(
            "One edit at one time is asked for.",
            hint="Give --at and one of --text, --split-before, --merge, --remove, --speaker.",
        )

    def request(segment: "SegmentLine") -> EditRequest:
        from appliance.cli.segment_choice import cut_before

        return EditRequest(
            kind=kinds[0],
            start_sample=to_samples(segment.start_s),
            was=segment.text,
            text=text or "",
            before_character=cut_before(segment.text, split_before) if split_before else 0,
            speaker=_speaker(speaker),
        )

    async def edited() -> "HistoryTold":
        from appliance.cli import library_access
        from appliance.cli.segment_choice import chosen

        found = await library_access.text(settings, recording_id)
        wanted = request(chosen(found.segments, at, was))
        return await _asked(settings, lambda shelf: shelf.edit(recording_id, wanted))

    told = asyncio.run(edited())
    _print(told, as_json=as_json, lines=_in_force(told))


@app.command()
def undo(
    recording_id: RecordingId,
    *,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Take the last edit of a text back.

    Example: tingxia library undo 20261121-091500-ab12
    """
    settings = settings_from(config, data_dir)
    told = asyncio.run(_asked(settings, lambda shelf: shelf.undo(recording_id)))
    taken_back = [line for line in told.edits if line.undone]
    _print(told, as_json=as_json, lines=taken_back[-1:])


@app.command()
def redo(
    recording_id: RecordingId,
    *,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Make the edit again that was undone last.

    Example: tingxia library redo 20261121-091500-ab12
    """
    settings = settings_from(config, data_dir)
    told = asyncio.run(_asked(settings, lambda shelf: shelf.redo(recording_id)))
    _print(told, as_json=as_json, lines=_in_force(told))


async def _asked(
    settings: Settings, ask: Callable[["Shelf"], Awaitable["HistoryTold"]]
) -> "HistoryTold":
    from appliance.cli.shelf_access import open_shelf

    async with open_shelf(settings) as shelf:
        return await ask(shelf)


def _speaker(given: str | None) -> int | None:
    if given is None or given == NOBODY:
        return None
    if not given.isdecimal() or not 1 <= int(given) <= 1_000_000:
        raise UsageError(
            "{given} is no speaker.",
            hint="Give the number that `tingxia library show` prints, or {nobody}.",
            given=given,
            nobody=NOBODY,
        )
    return int(given)


def _print(told: "HistoryTold", *, as_json: bool, lines: "list[EditLine] | None" = None) -> None:
    """Print these edits, by default the last ones."""
    if as_json:
        typer.echo(told.model_dump_json(indent=2))
        return
    if not told.edits:
        typer.echo(f"Nobody has edited the text of {told.recording_id}.")
    for line in told.edits[:SHOWN] if lines is None else lines:
        undone = " (undone)" if line.undone else ""
        clock = f"{to_seconds(line.start_sample):.1f} s"
        typer.echo(f"{line.number}  {line.at}  {line.kind} at {clock}{undone}")
        typer.echo(f"   - {_one_line(line.before)}")
        typer.echo(f"   + {_one_line(line.after)}")
    can = [f"`tingxia library {deed} {told.recording_id}`" for deed, possible in (
        ("undo", told.can_undo), ("redo", told.can_redo)) if possible]  # fmt: skip
    if can:
        typer.echo(f"→ {' or '.join(can)}")


def _in_force(told: "HistoryTold") -> "list[EditLine]":
    """Return the last edit that is not undone."""
    return [line for line in told.edits if not line.undone][:1]


def _one_line(text: str) -> str:
    return " | ".join(text.splitlines())
