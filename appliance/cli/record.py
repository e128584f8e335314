"""`tingxia record`: record on the running box from the command line, with live captions."""

import asyncio
from typing import Annotated

import typer

from appliance.cli.options import AsJson, ConfigFile, DataFolder, settings_from
from appliance.domain.marker import MarkerKind

app = typer.Typer(invoke_without_command=True)


@app.callback()
def record(
    context: typer.Context,
    *,
    title: Annotated[
        str, typer.Option(help="What the recording is called; else as `title` said before.")
    ] = "",
    seconds: Annotated[
        float | None, typer.Option(min=0.1, help="Stop after so long; else at Ctrl-C.")
    ] = None,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Record until Ctrl-C and show the captions as they come.

    Example: tingxia record --title "Shift handover" --seconds 600
    """
    if context.invoked_subcommand is not None:
        return
    from appliance.cli import live_recording
    from appliance.cli.caption_view import clock

    socket = settings_from(config, data_dir).paths.station_socket
    text = asyncio.run(live_recording.record(socket, title=title, seconds=seconds, quiet=as_json))
    if as_json:
        typer.echo(text.model_dump_json(exclude={"last"}, indent=2))
        return
    typer.echo(f"\n{text.recording.id}  {clock(text.recording.duration_s)}")
    for segment in text.segments:
        typer.echo(segment.text)


@app.command()
def stop(*, data_dir: DataFolder = None, config: ConfigFile = None) -> None:
    """Stop the recording that is running, whoever started it.

    Example: tingxia record stop
    """
    from appliance.cli.station_call import ask
    from appliance.wire.station import FinishRecording

    socket = settings_from(config, data_dir).paths.station_socket
    typer.echo(asyncio.run(ask(socket, FinishRecording())))


@app.command()
def state(
    *, data_dir: DataFolder = None, config: ConfigFile = None, as_json: AsJson = False
) -> None:
    """Tell what is recorded, and whether recordings begin by themselves when somebody speaks.

    That is chosen with `tingxia config set capture.record_on_speech true`.

    Example: tingxia record state
    """
    from appliance.cli.json_output import echo_json
    from appliance.cli.station_call import not_running
    from appliance.cli.voice_view import voice_words
    from appliance.wire import WireError, request
    from appliance.wire.voice_activation import GetVoiceActivation, VoiceActivationShown

    socket = settings_from(config, data_dir).paths.station_socket
    try:
        told = asyncio.run(request(socket, GetVoiceActivation(), VoiceActivationShown))
    except WireError as error:
        if socket.exists():
            raise
        raise not_running() from error
    if as_json:
        echo_json(told.model_dump(mode="json"))
        return
    typer.echo(f"Recording: {told.recording_id or 'nothing'}")
    typer.echo(f"By speech: {voice_words(told)}")


@app.command()
def mark(
    *,
    kind: Annotated[MarkerKind, typer.Option(help="What the moment is.")] = MarkerKind.PLAIN,
    note: Annotated[str, typer.Option(help="A few words.")] = "",
    data_dir: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Mark the present moment of the running recording.

    Example: tingxia record mark --kind decision --note "Start on Monday"
    """
    from appliance.cli.station_call import ask
    from appliance.wire.station import MarkRecording

    socket = settings_from(config, data_dir).paths.station_socket
    typer.echo(asyncio.run(ask(socket, MarkRecording(kind=kind, note=note))))


@app.command()
def title(
    text: Annotated[str, typer.Argument(help='"" takes it away again.')],
    *,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Call the recording that is running something, or the next one if none runs.

    Example: tingxia record title "Shift handover"
    """
    from appliance.cli.station_call import ask
    from appliance.wire.station import EntitleRecording

    socket = settings_from(config, data_dir).paths.station_socket
    named = asyncio.run(ask(socket, EntitleRecording(title=text)))
    typer.echo(named or "The next recording.")
