"""The only place where parts are wired together.

``python -m appliance.bootstrap ROLE SETTINGS.json PARENT_PID`` runs one child of the supervisor.
Imports stand inside the functions: a process loads its own parts and nothing else.
"""

import asyncio
import sys
from pathlib import Path

from appliance import diary
from appliance.config import Settings
from appliance.domain.process import Role
from appliance.orphans import die_with_parent


def run_supervisor(settings: Settings) -> int:
    """Run the box until it is told to stop; returns the exit status."""
    from appliance.supervisor.process import run

    _keep_diary("supervisor", settings)
    return asyncio.run(run(settings, child_command=child_command))


def run_capture(settings: Settings) -> None:
    """Run the capture process."""
    from appliance.capture.process import run

    asyncio.run(run(settings))


def run_inference(settings: Settings) -> None:
    """Run the inference process."""
    from appliance.inference.process import run

    asyncio.run(run(settings))


def run_station(settings: Settings) -> None:
    """Run the station with its screen."""
    from appliance.station.process import run

    asyncio.run(run(settings))


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
    settings = Settings.model_validate_json(settings_file.read_bytes())
    _keep_diary(role.value, settings)
    _CHILDREN[role](settings)


if __name__ == "__main__":
    main()
