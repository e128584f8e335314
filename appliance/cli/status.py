"""`tingxia status`: how the box does."""

import asyncio
from typing import TYPE_CHECKING

import typer

from appliance.cli.options import AsJson, ConfigFile, DataFolder, settings_from
from appliance.domain.process import ProcessState
from appliance.errors import ApplianceError
from appliance.paths import Paths

if TYPE_CHECKING:
    from appliance.wire.supervision import HardwareStatus, SystemStatus

NOT_NORMAL = 11
"""Exit status while the box runs, but not as it should; see docs/reference/exit-codes.md."""

_COLOURS = {
    ProcessState.RUNNING: "green",
    ProcessState.STARTING: "yellow",
    ProcessState.BACKOFF: "yellow",
    ProcessState.FATAL: "red",
}


class NotRunningError(ApplianceError):
    """The box that was asked for does not run."""

    code = "not-running"
    exit_code = 10


def status(
    *, data_dir: DataFolder = None, config: ConfigFile = None, as_json: AsJson = False
) -> None:
    """Show the processes, the hardware and the mode of the running box.

    Exits with 0 if everything runs, 10 if the box does not run, 11 if part of it does not.

    Example: tingxia status --json
    """
    system = asyncio.run(ask(settings_from(config, data_dir).paths))
    if as_json:
        typer.echo(system.model_dump_json(indent=2))
    else:
        _print(system)
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


def is_normal(system: "SystemStatus") -> bool:
    """Tell whether all that should run does."""
    from appliance.wire.supervision import Mode

    return system.mode is Mode.NORMAL and all(
        process.state is ProcessState.RUNNING for process in system.processes
    )


def _print(system: "SystemStatus") -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console(highlight=False)
    colour = "green" if is_normal(system) else "yellow"
    console.print(
        f"Tingxia {system.version}, up {_span(system.uptime_s)}, "
        f"mode [{colour}]{system.mode.value}[/{colour}]"
    )
    table = Table("process", "state", "pid", "up", "ready after", "memory", "restarts")
    for process in system.processes:
        colour = _COLOURS.get(process.state, "default")
        table.add_row(
            process.role,
            f"[{colour}]{process.state.value}[/{colour}]",
            str(process.pid or ""),
            _span(process.uptime_s) if process.pid else "",
            "" if process.ready_after_s is None else f"{process.ready_after_s:.1f} s",
            _size(process.rss_bytes) if process.rss_bytes else "",
            str(process.restarts),
        )
    console.print(table)
    for process in system.processes:
        if process.last_exit:
            console.print(f"{process.role} ended last with {escape(process.last_exit)}")
    for line in _hardware(system.hardware):
        console.print(escape(line))


def _hardware(hardware: "HardwareStatus") -> list[str]:
    microphones = ", ".join(microphone.name for microphone in hardware.microphones)
    volumes = ", ".join(
        f"{volume.label} ({volume.mount_point}, {_size(volume.free_bytes)} free)"
        for volume in hardware.volumes
    )
    disk = f"{_size(hardware.disk_free_bytes)} of {_size(hardware.disk_total_bytes)}"
    memory = f"{_size(hardware.memory_available_bytes)} of {_size(hardware.memory_total_bytes)}"
    temperature = "" if hardware.temperature_c is None else f", {hardware.temperature_c:.0f} °C"
    reason = f" ({hardware.watch_reason})" if hardware.watch_reason else ""
    return [
        f"microphones  {microphones or 'none announced by the system'}",
        f"sticks       {volumes or 'none'}",
        f"disk         {disk} free",
        f"memory       {memory} free{temperature}",
        f"changes      by {hardware.watch}{reason}",
    ]


def _span(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}"


def _size(count: int) -> str:
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.0f} MB"
