"""The only place where parts are wired together.

``python -m appliance.bootstrap ROLE SETTINGS.json PARENT_PID`` runs one child of the supervisor.
Imports stand inside the functions: a process loads its own parts and nothing else.
"""

import asyncio
import logging
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from appliance import diary
from appliance.config import Settings
from appliance.domain.process import Role
from appliance.errors import ApplianceError
from appliance.offline import go_offline
from appliance.orphans import die_with_parent
from appliance.paths import prepare

if TYPE_CHECKING:
    from fastapi import FastAPI

    from appliance.layers import Layers
    from appliance.pinyin import PinyinDesk
    from appliance.station.face import Station
    from appliance.supervisor.listener import Listener

log = logging.getLogger(__name__)


def run_supervisor(
    settings: Settings,
    *,
    layers: "Layers | None" = None,
    listener: "Listener | None" = None,
    stand_ins: Sequence[Path] = (),
) -> int:
    """Run the box until it is told to stop; returns the exit status.

    ``layers`` are what the settings came from, ``stand_ins`` folders that stand in for sticks.
    Raises DataFolderError, AlreadyRunningError.
    """
    from appliance.supervisor.process import run

    prepare(settings.paths)  # the diary lies in there
    _keep_diary("supervisor", settings)
    return asyncio.run(
        run(
            settings,
            child_command=child_command,
            layers=layers,
            listener=listener,
            stand_ins=stand_ins,
        )
    )


def run_capture(settings: Settings) -> None:
    """Run the capture process."""
    from appliance.capture.process import run

    asyncio.run(run(settings))


def run_inference(settings: Settings) -> None:
    """Run the inference process."""
    from appliance.inference.process import run

    asyncio.run(run(settings))


def run_station(settings: Settings) -> None:
    """Run the station with its screen, if one is installed and wanted."""
    from appliance.station.process import run

    asyncio.run(run(settings, make_app=station_app))


def station_app(
    station: "Station", settings: Settings, desk: "PinyinDesk | None" = None
) -> "FastAPI":
    """Return the station's web application."""
    from importlib.metadata import entry_points

    from appliance.api import create_app

    app = create_app(station, settings, desk)
    if settings.station.screen:
        for screen in entry_points(group="tingxia.screen"):
            mount = screen.load()
            mount(app, station, default_locale=settings.station.locale)
    return app


def child_command(role: Role, settings_file: Path, parent_pid: int) -> list[str]:
    """Return the command line that runs one child."""
    return [
        sys.executable,
        "-m",
        "appliance.bootstrap",
        role.value,
        str(settings_file),
        str(parent_pid),
    ]


def _keep_diary(process: str, settings: Settings) -> None:
    diary.keep(
        process,
        folder=settings.paths.log,
        level=settings.log.level,
        max_bytes=settings.log.max_bytes,
    )


_CHILDREN = {
    Role.CAPTURE: run_capture,
    Role.INFERENCE: run_inference,
    Role.STATION: run_station,
}


def main() -> None:
    """Entry point of a child process."""
    role, settings_file, parent_pid = Role(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    die_with_parent(parent_pid)
    go_offline()
    settings = Settings.model_validate_json(settings_file.read_bytes())
    _keep_diary(role.value, settings)
    refused: list[ApplianceError] = []
    try:
        _CHILDREN[role](settings)
    except* ApplianceError as group:
        refused = list(_leaves(group))
    for error in refused:
        log.critical(
            "%s → %s", error, error.hint, extra={"event": "cannot-run", "code": error.code}
        )
    if refused:
        sys.exit(refused[0].exit_code)


def _leaves(group: ExceptionGroup[ApplianceError]) -> Iterator[ApplianceError]:
    for error in group.exceptions:
        if isinstance(error, ExceptionGroup):
            yield from _leaves(error)
        else:
            yield error


if __name__ == "__main__":
    main()
