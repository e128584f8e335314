"""The command line's exports: what is asked, and its steps as messages."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import asdict, replace
from pathlib import Path
from typing import Final

from appliance.export.options import ExportOptions, Format
from appliance.export.progress import ExportProgress
from appliance.station.errors import StationError
from appliance.station.face import Station
from appliance.wire.exports import (
    FILES_TOLD,
    WITHOUT_AUDIO_TOLD,
    ExportRecordings,
    ExportStepTold,
    WithoutAudioLine,
)

QUESTIONS: Final = (ExportRecordings,)


async def answers(
    station: Station, question: ExportRecordings
) -> AsyncGenerator[ExportStepTold, None]:
    """Export as asked and tell the steps. Raises ExportError, StationError."""
    which = question.choice or list(question.recording_ids)
    if not which:
        raise StationError(
            "Nothing was named to export.", hint="Name recordings, or ask for all or the new ones."
        )
    exporting = station.export(which, Path(question.target), options_of(question))
    async with aclosing(exporting):
        async for progress in exporting:
            yield told(progress)


def options_of(question: ExportRecordings) -> ExportOptions:
    """Return what a message asks for. Raises StationError for a format nobody knows."""
    known = {each.value: each for each in Format}
    for name in question.formats:
        if name not in known:
            raise StationError(
                "There is no format {name}.",
                hint="There is: {known}.",
                name=repr(name[:40]),
                known=", ".join(known),
            )
    return ExportOptions(
        formats=tuple(known[name] for name in question.formats),
        use_raw_text=question.use_raw_text,
        with_speakers=question.with_speakers,
        with_times=question.with_times,
        recipient=question.recipient,
    )


def told(progress: ExportProgress) -> ExportStepTold:
    """Convert the progress of an export."""
    without = progress.without_audio
    short = replace(progress, files=progress.files[:FILES_TOLD], without_audio=())
    lines = tuple(
        WithoutAudioLine(
            recording_id=one.recording_id,
            name=one.name,
            reason=str(one.error),
            hint=one.error.hint,
        )
        for one in without[:WITHOUT_AUDIO_TOLD]
    )
    return ExportStepTold(
        **(asdict(short) | {"without_audio": lines}),
        file_count=len(progress.files),
        without_audio_count=len(without),
    )
