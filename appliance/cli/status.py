"""`tingxia status`: how the box does."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import typer

from appliance.cli.json_output import echo_json
from appliance.cli.options import AsJson, ConfigFile, DataFolder, settings_from
from appliance.domain.process import ProcessState
from appliance.errors import ApplianceError
from appliance.paths import Paths

if TYPE_CHECKING:
    from appliance.wire import Message
    from appliance.wire.inference import InferenceStatus
    from appliance.wire.supervision import SystemStatus
    from appliance.wire.voice_activation import VoiceActivationShown

Reply = TypeVar("Reply", bound="Message")

NOT_NORMAL = 11
"""Exit status while the box runs, but not as it should; see docs/reference/exit-codes.md."""


class NotRunningError(ApplianceError):
    """The box that was asked for does not run."""

    code = "not-running"
    exit_code = 10


def status(
    *, data_dir: DataFolder = None, config: ConfigFile = None, as_json: AsJson = False
) -> None:
    """Show the processes, the recogniser, the hardware and the mode of the running box.

    Also whether recordings begin by themselves when somebody speaks.

    Exits with 0 if everything runs, 10 if the box does not run, 11 if part of it does not.

    Example: tingxia status --json
    """
    paths = settings_from(config, data_dir).paths
    system, recogniser, voice = asyncio.run(_ask_all(paths))
    if as_json:
        told = recogniser.model_dump(mode="json") if recogniser is not None else None
        heard = voice.model_dump(mode="json") if voice is not None else None
        found = system.model_dump(mode="json")
        echo_json(found | {"recogniser": told, "voice_activation": heard})
    else:
        from appliance.cli.status_view import show

        show(system, recogniser, voice, is_normal=is_normal(system))
    if not is_normal(system):
        raise typer.Exit(NOT_NORMAL)


async def ask(paths: Paths) -> "SystemStatus":
    """Ask the running box. Raises NotRunningError, WireError."""
    from appliance.wire import connect
    from appliance.wire.codec import WireError
    from appliance.wire.supervision import GetSystemStatus, SystemStatus

    try:
        async with asyncio.timeout(5), connect(paths.supervisor_socket) as connection:
            return await connection.request(GetSystemStatus(), SystemStatus)
    except (WireError, TimeoutError) as error:
        raise NotRunningError(
            "No box runs on {path}.",
            hint="Start it with `tingxia up`, or name its folder with --data-dir.",
            path=paths.data,
        ) from error


async def _ask_all(
    paths: Paths,
) -> "tuple[SystemStatus, InferenceStatus | None, VoiceActivationShown | None]":
    """Ask the box, its recogniser and its station; None for who does not answer."""
    from appliance.wire.inference import GetInferenceStatus, InferenceStatus
    from appliance.wire.voice_activation import GetVoiceActivation, VoiceActivationShown

    system = await ask(paths)
    return (
        system,
        await _asked(paths.inference_socket, GetInferenceStatus(), InferenceStatus),
        await _asked(paths.station_socket, GetVoiceActivation(), VoiceActivationShown),
    )


async def _asked(socket: Path, question: "Message", reply: "type[Reply]") -> "Reply | None":
    from appliance.wire import WireError, request

    try:
        return await request(socket, question, reply, timeout_s=3)
    except WireError:
        return None


def is_normal(system: "SystemStatus") -> bool:
    """Tell whether all that should run does."""
    from appliance.wire.supervision import Mode

    return system.mode is Mode.NORMAL and all(
        process.state is ProcessState.RUNNING for process in system.processes
    )
