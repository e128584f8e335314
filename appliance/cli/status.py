"""`tingxia status`: how the box does."""

import asyncio
from typing import TYPE_CHECKING

import typer

from appliance.cli.json_output import echo_json
from appliance.cli.options import AsJson, ConfigFile, DataFolder, settings_from
from appliance.domain.process import ProcessState
from appliance.errors import ApplianceError
from appliance.paths import Paths

if TYPE_CHECKING:
    from appliance.wire.inference import InferenceStatus
    from appliance.wire.supervision import SystemStatus

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

    Exits with 0 if everything runs, 10 if the box does not run, 11 if part of it does not.

    Example: tingxia status --json
    """
    paths = settings_from(config, data_dir).paths
    system, recogniser = asyncio.run(_ask_both(paths))
    if as_json:
        told = recogniser.model_dump(mode="json") if recogniser is not None else None
        found = system.model_dump(mode="json") | {"recogniser": told}
        echo_json(found)
    else:
        from appliance.cli.status_view import show

        show(system, recogniser, is_normal=is_normal(system))
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


async def _ask_both(paths: Paths) -> "tuple[SystemStatus, InferenceStatus | None]":
    """Ask the box and its recogniser; None if that one does not answer."""
    from appliance.wire import WireError, request
    from appliance.wire.inference import GetInferenceStatus, InferenceStatus

    system = await ask(paths)
    try:
        socket = paths.inference_socket
        return system, await request(socket, GetInferenceStatus(), InferenceStatus, timeout_s=3)
    except WireError:
        return system, None


def is_normal(system: "SystemStatus") -> bool:
    """Tell whether all that should run does."""
    from appliance.wire.supervision import Mode

    return system.mode is Mode.NORMAL and all(
        process.state is ProcessState.RUNNING for process in system.processes
    )
