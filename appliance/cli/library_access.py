"""The library for the command line: through the running box, or directly when none runs."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from appliance.cli.station_call import ask, patiently
from appliance.config import Settings
from appliance.domain.list_order import ListOrder
from appliance.domain.transcript import TranscriptKind
from appliance.errors import UsageError
from appliance.library import Library
from appliance.paths import AlreadyRunningError, DataFolderError, Paths, hold
from appliance.station import told
from appliance.station.face import RecordingView
from appliance.station.history import summarise
from appliance.wire import request
from appliance.wire.station import (
    ListRecordings,
    RecordingLine,
    RecordingList,
    RecordingText,
    Retranscribe,
)
from appliance.wire.station_client import stored_text


async def lines(
    settings: Settings,
    *,
    limit: int,
    before: str | None = None,
    order: ListOrder = ListOrder.NEWEST,
) -> tuple[RecordingLine, ...]:
    """List recordings. Raises UnknownRecordingError as Station.recordings does."""
    try:
        async with opened(settings.paths) as library:
            rows = await library.page(limit=limit, before=before, order=order)
            summaries = [summarise(row, running_samples=None, decided_samples=None) for row in rows]
            return tuple(told.line(summary) for summary in summaries)
    except AlreadyRunningError:
        question = ListRecordings(limit=limit, before=before, order=order)
        socket = settings.paths.station_socket
        return (await patiently(lambda: request(socket, question, RecordingList))).recordings


async def text(
    settings: Settings, recording_id: str, version: TranscriptKind | None = None
) -> RecordingText:
    """Return a recording with a version of its text, by default the best.

    Raises UnknownRecordingError or its RemoteError, UsageError if there is no such version.
    """
    found = await _text(settings, recording_id, version)
    if version is not None and found.kind is None:
        raise UsageError(
            "{recording_id} has no {version} text.",
            hint="There is: {versions}." if found.versions else "There is no text yet.",
            recording_id=recording_id,
            version=version.value,
            versions=", ".join(found.versions),
        )
    return found


async def retranscribe(settings: Settings, recording_id: str) -> None:
    """Have a second pass made again, now or when the box is started.

    Raises UnknownRecordingError, StationError or their RemoteError.
    """
    try:
        async with opened(settings.paths) as library:
            await library.begin_again(recording_id)
    except AlreadyRunningError:
        question = Retranscribe(recording_id=recording_id)
        await patiently(lambda: ask(settings.paths.station_socket, question))


async def _text(
    settings: Settings, recording_id: str, version: TranscriptKind | None
) -> RecordingText:
    try:
        async with opened(settings.paths) as library:
            row = await library.get(recording_id)
            view = RecordingView(
                summary=summarise(row, running_samples=None, decided_samples=None),
                recording=row.recording,
                transcript=await library.transcript(recording_id, version),
                versions=await library.kinds(recording_id),
            )
            parts = list(told.texts(view))
            segments = tuple(segment for part in parts for segment in part.segments)
            return parts[-1].model_copy(update={"segments": segments})
    except AlreadyRunningError:
        socket = settings.paths.station_socket
        return await patiently(lambda: stored_text(socket, recording_id, version))


@asynccontextmanager
async def opened(paths: Paths) -> AsyncIterator[Library]:
    """Open the library while no box can start. Raises AlreadyRunningError, DataFolderError."""
    with held(paths):
        async with Library.open(paths) as library:
            yield library


@contextmanager
def held(paths: Paths) -> Iterator[None]:
    """Have no box start until the end of the block. Raises as `opened` does."""
    if not paths.recordings.is_dir():
        raise DataFolderError(
            "{path} is not the data folder of a box.",
            hint="Name it with --data-dir, or start the box once with `tingxia up`.",
            path=paths.data,
        )
    with hold(paths):
        yield
