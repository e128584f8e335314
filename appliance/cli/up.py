"""`tingxia up`: run the box in the foreground."""

import asyncio
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from appliance.cli.options import ConfigFile, DataFolder, layers_from
from appliance.config import Settings
from appliance.domain.process import Role
from appliance.errors import ApplianceError, UsageError
from appliance.paths import running_folder
from appliance.station.port import bind
from appliance.wire import request
from appliance.wire.capture import CaptureStatus, GetCaptureStatus, MicrophoneState

MEANING = {
    Role.CAPTURE: "listens to the microphone",
    Role.STATION: "serves the screen",
    Role.INFERENCE: "turns speech into text",
}


class Narrator:
    """Prints what happens, one line each."""

    def __init__(self, settings: Settings, stand_ins: Sequence[Path]) -> None:
        self._settings = settings
        self._stand_ins = stand_ins

    def greet(self) -> None:
        """Say what is about to start."""
        _say(f"Tingxia starts; its data lie in {self._settings.paths.data}")
        for folder in self._stand_ins:
            _say(f"  stick      {folder}: no real one; rename the folder to pull it out")

    def became_ready(self, role: Role, *, after_s: float) -> None:
        """See Listener."""
        _say(f"  {role.value:<10} ready after {after_s:.1f} s, {MEANING[role]}")
        if role is Role.CAPTURE:
            # Beside the supervisor's loop, which has better things to do.
            threading.Thread(target=self._name_microphone, daemon=True).start()
        if role is Role.STATION:
            if self._settings.station.screen:
                _say(f"  screen     http://127.0.0.1:{self._settings.station.port}")
            _say("  Stop with Ctrl-C.")

    def _name_microphone(self) -> None:
        """Say which microphone is heard, as soon as capture knows."""
        try:
            status = asyncio.run(_settled_microphone(self._settings.paths.capture_socket))
        except (ApplianceError, TimeoutError) as error:
            _say(f"  microphone unknown: {error or 'it does not open'}")
            return
        if status.virtual:
            _say(f"  microphone {status.microphone}: no real one")
        elif status.problem:
            _say(f"  microphone none: {status.problem}")
        else:
            _say(f"  microphone {status.microphone}")

    def refused(self, role: Role, *, last_words: str) -> None:
        """See Listener."""
        typer.echo(f"tingxia: {role.value} cannot start.\n{last_words}", err=True)

    def stopping(self) -> None:
        """See Listener."""
        _say("Stopping: the recording is closed and everything stored …")


def up(
    mic: Annotated[
        str | None,
        typer.Option(
            help="Microphone: auto, sample (a built-in meeting), auto-or-sample, silence, "
            "file:PATH or name:PART OF ITS NAME."
        ),
    ] = None,
    speed: Annotated[
        float | None, typer.Option(help="How much faster than real time a file is played.")
    ] = None,
    port: Annotated[
        int | None, typer.Option(help="Port of the screen, on this machine only.")
    ] = None,
    *,
    stick: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FOLDER",
            help="A folder that stands in for a stick, to try sticks without one; may be given "
            "again. It is plugged in while it is there.",
        ),
    ] = None,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Start the box and stay in the foreground until Ctrl-C.

    Example: tingxia up --mic sample
    """
    layers = layers_from(
        config,
        data_dir,
        mic=("capture.mic", mic),
        speed=("capture.speed", speed),
        port=("station.port", port),
    )
    settings = layers.in_force()
    _check(settings)
    from appliance.bootstrap import run_supervisor
    from appliance.supervisor.hardware import stand_in_folders

    stand_ins = stand_in_folders(stick or (), settings.paths)
    narrator = Narrator(settings, stand_ins)
    narrator.greet()
    raise typer.Exit(
        run_supervisor(settings, layers=layers, listener=narrator, stand_ins=stand_ins)
    )


def _check(settings: Settings) -> None:
    """Refuse at once what would fail only after the box has started."""
    kind, _, argument = settings.capture.mic.partition(":")
    if kind == "file" and not Path(argument).expanduser().is_file():
        raise UsageError(
            "There is no file {path} to play as microphone.",
            hint="Correct --mic, or take the built-in meeting: --mic sample.",
            path=argument,
        )
    if not running_folder(settings.paths.data):
        bind(settings.station.port).close()


async def _settled_microphone(socket: Path) -> CaptureStatus:
    async with asyncio.timeout(10):
        while True:
            status = await request(socket, GetCaptureStatus(), CaptureStatus)
            if status.microphone_state is not MicrophoneState.OPENING:
                return status
            await asyncio.sleep(0.1)


def _say(line: str) -> None:
    # Unbuffered: other programs wait for these lines. A closed terminal is no reason to stop.
    try:
        print(line, flush=True)
    except OSError:
        return
