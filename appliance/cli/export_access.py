"""An export for the command line: by the running box, or directly when none runs."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path

from appliance.cli.library_access import opened
from appliance.cli.stick_access import own_door
from appliance.config import Settings
from appliance.library.audit import AuditLog
from appliance.paths import AlreadyRunningError
from appliance.station import control_exports
from appliance.station.exports import Exports
from appliance.wire.exports import ExportRecordings, ExportStepTold
from appliance.wire.station_client import asked_export_steps


async def steps(
    settings: Settings, question: ExportRecordings
) -> AsyncGenerator[ExportStepTold, None]:
    """Export and yield the steps. Raises ExportError or its RemoteError."""
    try:
        async with aclosing(_directly(settings, question)) as direct:
            async for step in direct:
                yield step
    except AlreadyRunningError:
        async for step in asked_export_steps(settings.paths.station_socket, question):
            yield step


async def _directly(
    settings: Settings, question: ExportRecordings
) -> AsyncGenerator[ExportStepTold, None]:
    which = question.choice or question.recording_ids
    async with opened(settings.paths) as library:
        exports = Exports(
            library,
            settings.paths,
            audit=AuditLog(settings.paths.data),
            locale=settings.station.locale,
            recipient=settings.export.recipient,
            writable=own_door(settings).writable,
        )
        options = control_exports.options_of(question)
        async with aclosing(exports.run(which, Path(question.target), options)) as steps:
            async for progress in steps:
                yield control_exports.told(progress)
