"""`tingxia library rename|tag|speaker|hold`: what a person says about a recording."""

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from appliance.cli.options import AsJson, ConfigFile, DataFolder, settings_from

if TYPE_CHECKING:
    from appliance.wire.shelf import LabelsTold

app = typer.Typer()

RecordingId = Annotated[str, typer.Argument(help="As `tingxia library list` shows it.")]


@app.command()
def rename(
    recording_id: RecordingId,
    title: Annotated[str, typer.Argument(help='"" shows the one it was recorded with.')],
    *,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Give a recording another title.

    Example: tingxia library rename 20261121-091500-ab12 "泵站验收会"
    """
    from appliance.cli.shelf_access import open_shelf

    async def told() -> "LabelsTold":
        async with open_shelf(settings_from(config, data_dir)) as shelf:
            return await shelf.rename(recording_id, title)

    _print(asyncio.run(told()), as_json=as_json)


@app.command()
def tag(
    recording_id: RecordingId,
    tags: Annotated[list[str] | None, typer.Argument(help="Tags to add.")] = None,
    *,
    remove: Annotated[list[str] | None, typer.Option(help="A tag to take away.")] = None,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Add tags to a recording or take them away; without any, show them.

    Example: tingxia library tag 20261121-091500-ab12 验收 泵站 --remove draft
    """
    from appliance.cli.shelf_access import open_shelf

    async def told() -> "LabelsTold":
        async with open_shelf(settings_from(config, data_dir)) as shelf:
            if not tags and not remove:
                return await shelf.labels(recording_id)
            return await shelf.tag(recording_id, add=tags or (), remove=remove or ())

    _print(asyncio.run(told()), as_json=as_json)


@app.command()
def speaker(
    recording_id: RecordingId,
    number: Annotated[int, typer.Argument(min=0, max=1_000_000, help="As `show` prints it.")],
    name: Annotated[str, typer.Argument(help='"" forgets the name.')],
    *,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Give a speaker of a recording a name.

    Example: tingxia library speaker 20261121-091500-ab12 2 王工
    """
    from appliance.cli.shelf_access import open_shelf

    async def told() -> "LabelsTold":
        async with open_shelf(settings_from(config, data_dir)) as shelf:
            return await shelf.name_speaker(recording_id, number, name)

    _print(asyncio.run(told()), as_json=as_json)


@app.command()
def note(
    recording_id: RecordingId,
    at: Annotated[str, typer.Argument(help="Where the marker is, as `show` prints it.")],
    text: Annotated[str, typer.Argument(help='"" takes the note away.')],
    *,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Write beside a marker of a recording that is over, in place of the note that it has.

    Example: tingxia library note 20261121-091500-ab12 0:22 "Start on Monday"
    """
    from appliance.cli import library_access
    from appliance.cli.segment_choice import marked
    from appliance.cli.shelf_access import open_shelf

    settings = settings_from(config, data_dir)

    async def told() -> "LabelsTold":
        found = await library_access.text(settings, recording_id)
        marker = marked(found.markers, at)
        async with open_shelf(settings) as shelf:
            return await shelf.note_marker(recording_id, marker, text)

    _print(asyncio.run(told()), as_json=as_json)


@app.command()
def hold(
    recording_id: RecordingId,
    *,
    off: Annotated[bool, typer.Option("--off", help="Lift the hold.")] = False,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Put a recording on legal hold: neither a person nor a rule deletes it.

    Example: tingxia library hold 20261121-091500-ab12
    """
    from appliance.cli.shelf_access import open_shelf

    async def told() -> "LabelsTold":
        async with open_shelf(settings_from(config, data_dir)) as shelf:
            return await shelf.hold(recording_id, not off)

    _print(asyncio.run(told()), as_json=as_json)


def _print(told: "LabelsTold", *, as_json: bool) -> None:
    if as_json:
        typer.echo(told.model_dump_json(indent=2))
        return
    typer.echo(f"{told.recording_id}  {told.title or '(no title)'}")
    if told.tags:
        typer.echo(f"tags: {', '.join(told.tags)}")
    for number, name in told.speaker_names.items():
        typer.echo(f"speaker {number}: {name}")
    if told.hold:
        typer.echo("on legal hold")
    if told.trashed is not None:
        typer.echo(f"in the trash: `tingxia library restore {told.recording_id}` brings it back")
