"""An export for the command line: by the running box, or directly when none runs."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path

from appliance.cli.library_access import opened
from appliance.config import Settings
from appliance.export import ExportProgress, ExportStep, export, ruled
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
    options = ruled(control_exports.options_of(question), settings.export.recipient)
    async with opened(settings.paths) as library:
        which = question.choice or question.recording_ids
        fetches = await Exports(library, settings.paths).fetches(which)
        if not fetches:
            yield control_exports.told(ExportProgress(step=ExportStep.DONE))
            return
        exporting = export(
            fetches,
            Path(question.target),
            receipts=settings.paths.receipts,
            locale=settings.station.locale,
            options=options,
        )
        async with aclosing(exporting):
            async for progress in exporting:
                yield control_exports.told(progress)
