"""What the station tells after a kill, held against what was promised before it."""

import asyncio
from collections.abc import Callable

from appliance.domain.batch import OVER, JobState
from appliance.export.errors import ExportError
from appliance.export.manifest import SUMS_NAME
from appliance.export.verify import verify
from appliance.library import UnknownRecordingError
from appliance.recordings import RecordingAudio
from appliance.wire import RemoteError, request
from appliance.wire.files import ChangeQueue, FileLine, QueueChanged
from appliance.wire.files_client import KnownQueue, followed_queue
from appliance.wire.shelf import (
    DeleteRecordings,
    HistoryTold,
    ReadHistory,
    RecordingsMoved,
    RestoreRecordings,
)
from appliance.wire.station import (
    GetRecording,
    ListRecordings,
    RecordingLine,
    RecordingList,
    RecordingText,
)
from appliance.wire.station_client import stored_text, text_progress
from tests.fakes.inference_server import WORD_SAMPLES, spoken
from tests.fault.hands import Hands, Known, Words
from tests.fault.queue_deeds import PATIENCE_S, waiting_files


async def promises_broken(hands: Hands) -> list[str]:
    """Say what was acknowledged and is not so, or is only half there.

    Audio, edits and exports are only looked at where something was asked for.
    """
    # The queue first: a file that it tells of may be a recording by the time of the list.
    broken = await _queue_broken(hands)
    lines = await _listed(hands)
    broken += _list_broken(hands, lines)
    for recording_id, known in list(hands.known.items()):
        found = await _line_broken(hands, known, lines, recording_id)
        if not known.sure["there"]:
            hands.lose(recording_id)
        elif known.is_touched and not found:
            found += [
                *await _edits_broken(hands, known, recording_id),
                *_audio_broken(hands, known, recording_id),
            ]
        known.maybe.clear()
        known.is_touched = False
        broken += [f"{recording_id}: {each}" for each in found]
    broken += await _removals_broken(hands, lines)
    broken += await asyncio.to_thread(_exports_broken, hands)
    hands.unanswered.clear()
    return broken


async def texts_broken(hands: Hands) -> list[str]:
    """Wait for all files and texts, also of the trash; say what of all that is broken."""
    socket = hands.paths.station_socket
    for known in hands.known.values():
        known.is_touched = True
    broken = await promises_broken(hands)
    # Nothing is recognised in the trash, nor while the queue rests.
    trashed = tuple(each for each, known in hands.known.items() if known.sure["trashed"])
    if trashed:
        back = RestoreRecordings(recording_ids=trashed)
        await request(socket, back, RecordingsMoved, timeout_s=PATIENCE_S)
    await request(socket, ChangeQueue(deed="resume"), QueueChanged)
    hands.queue.sure["paused"] = False
    await _queue_where(
        hands,
        lambda queue: all(
            # Of those that failed, only what lost its recording for good is not tried again.
            line.state in OVER and not (line.state is JobState.FAILED and line.recording_id)
            for line in queue.files.values()
        ),
    )
    broken += [*await _queue_broken(hands), *_list_broken(hands, await _listed(hands))]
    broken += [f"the file {title} never became a recording" for title in hands.coming]
    for recording_id, recording in hands.known.items():
        async with asyncio.timeout(PATIENCE_S):
            async for _ in text_progress(socket, recording_id):
                pass
        found = [
            *await _text_broken(hands, recording, recording_id),
            *_audio_broken(hands, recording, recording_id),
        ]
        broken += [f"{recording_id}: {each}" for each in found]
    if trashed:
        again = DeleteRecordings(recording_ids=trashed)
        await request(socket, again, RecordingsMoved, timeout_s=PATIENCE_S)
    return broken


async def _queue_where(hands: Hands, reached: Callable[[KnownQueue], bool]) -> KnownQueue:
    """Wait until the queue is like this, for as long as something goes on there."""
    now = asyncio.get_running_loop().time
    async with asyncio.timeout(PATIENCE_S) as patience:
        async for queue in followed_queue(hands.paths.station_socket):
            if reached(queue):
                return queue
            patience.reschedule(now() + PATIENCE_S)  # there may be hundreds of files
    raise AssertionError("the station is gone")


async def _queue_broken(hands: Hands) -> list[str]:
    # What was given up is removed to its end, if the kill came in its midst.
    queue = await _queue_where(
        hands,
        lambda queue: (
            not any(
                line.state is JobState.CANCELLED and line.recording_id
                for line in queue.files.values()
            )
        ),
    )
    broken = []
    for line in queue.files.values():
        broken += _file_broken(hands, line)
    for job_id, file in hands.queued.items():
        if job_id not in queue.files:
            broken += [f"the file {job_id}: {each}" for each in file.wrong({"listed": False})]
        file.maybe.clear()
    hands.queued = {job_id: hands.queued[job_id] for job_id in hands.queued.keys() & queue.files}
    broken += hands.queue.wrong({"paused": queue.head.paused})
    broken += _order_broken(hands, waiting_files(queue.files))
    hands.queue.maybe.clear()
    known = {*queue.files, "queue.json"}
    left = [found.name for found in hands.paths.inbox.iterdir() if found.name not in known]
    return [*broken, *(f"{name} is left over" for name in left)]


def _order_broken(hands: Hands, waiting: tuple[str, ...]) -> list[str]:
    """Compare the order of those that were waiting when it was told and still are."""
    queue = hands.queue
    orders = [facts["order"] for facts in (queue.sure, *queue.maybe) if "order" in facts]
    queue.sure["order"] = waiting
    for order in orders:
        assert isinstance(order, tuple)
        known = [each for each in waiting if each in order]
        if known == [each for each in order if each in waiting]:
            return []
    return [f"{waiting} wait in another order than any of {orders}"]


def _file_broken(hands: Hands, line: FileLine) -> list[str]:
    title = line.name.removesuffix(".wav")
    if line.id not in hands.queued:
        if title not in hands.unanswered:
            return [f"nobody asked for the file {line.id} ({title})"]
        (words,) = hands.unanswered.pop(title)
        hands.know_file(line.id, title, words)
    file = hands.queued[line.id]
    broken = file.wrong({"listed": True, "given_up": line.state is JobState.CANCELLED})
    if file.sure["given_up"] and file.became in hands.known:
        # It is gone, which is looked at with all other recordings.
        hands.known[file.became].sure["there"] = False
    file.became = ""
    if line.already_there:
        broken.append("it is said to have been there before")
    # Of one whose recording is in the trash no text is made; that counts as a failure. When the
    # trash is emptied the file follows a moment later.
    is_lost = line.recording_id in {None, *hands.gone} and title in hands.gone.values()
    if line.state is JobState.FAILED and not is_lost and line.recording_id not in hands.known:
        broken.append(f"it failed: {line.reason}")
    if line.state in {JobState.CANCELLED, JobState.FAILED}:
        hands.coming.pop(title, None)
    elif line.recording_id not in hands.known.keys() | hands.gone.keys():
        hands.coming[title] = file.words
    return [f"the file {line.id} ({title}): {each}" for each in broken]


async def _removals_broken(hands: Hands, lines: dict[str, RecordingLine]) -> list[str]:
    """Say what is left of recordings that are gone for good."""
    hands.leaving.clear()
    paths, broken = hands.paths, []
    for recording_id in hands.gone:
        places = (
            paths.recording(recording_id),
            paths.keys / recording_id,
            paths.removing / recording_id,
        )
        broken += [f"{place} is left of what was removed" for place in places if place.exists()]
        if recording_id in lines or await _in_trash(hands, recording_id):
            broken.append(f"{recording_id} was removed and is in the library")
    return broken


def _exports_broken(hands: Hands) -> list[str]:
    """Read every export back that was called done since all promises were looked at last."""
    broken = []
    for folder, files in hands.exported:
        try:
            verified = verify(folder)
        except ExportError as error:
            broken.append(str(error))
            continue
        wanted = {folder / name for name in files if name != SUMS_NAME}
        broken += [f"{path} is not in its export" for path in wanted.difference(verified)]
    hands.exported.clear()
    return broken


def _list_broken(hands: Hands, lines: dict[str, RecordingLine]) -> list[str]:
    """Take what is new to what is known."""
    broken = []
    for line in lines.values():
        if line.id in hands.known:
            continue
        if line.title in hands.coming:
            allowed: tuple[Words, ...] = (hands.coming.pop(line.title),)
        elif line.title in hands.unanswered:
            allowed = hands.unanswered.pop(line.title)
        else:
            broken.append(f"nobody asked for {line.id} ({line.title})")
            continue
        words = next((each for each in allowed if len(each) == line.duration_s), None)
        if words is None:
            broken.append(f"{line.id} lasts {line.duration_s} s: it is half there")
        else:
            hands.know(line.id, line.title, words)
    return broken


async def _listed(hands: Hands) -> dict[str, RecordingLine]:
    found: dict[str, RecordingLine] = {}
    before = None
    while True:
        question = ListRecordings(limit=100, before=before)
        page = (await request(hands.paths.station_socket, question, RecordingList)).recordings
        found |= {line.id: line for line in page}
        if len(page) < 100:
            return found
        before = page[-1].id


async def _in_trash(hands: Hands, recording_id: str) -> RecordingLine | None:
    """Return what is in the trash, if it is anywhere outside the list."""
    question = GetRecording(recording_id=recording_id)
    try:
        return (await request(hands.paths.station_socket, question, RecordingText)).recording
    except RemoteError as refused:
        if refused.remote_code != UnknownRecordingError.code:
            raise
        return None


async def _line_broken(
    hands: Hands, known: Known, lines: dict[str, RecordingLine], recording_id: str
) -> list[str]:
    line, broken = lines.get(recording_id), []
    if line is None:
        line = await _in_trash(hands, recording_id)
        if line is None:
            return known.wrong({"there": False})
        if line.trashed is None:
            broken = ["it is neither in the list nor in the trash"]
    elif line.trashed is not None:
        broken = ["it is in the list and in the trash"]
    facts = {"trashed": line.trashed is not None, "there": True}
    return [*broken, *known.wrong(line.model_dump() | facts)]


async def _edits_broken(hands: Hands, known: Known, recording_id: str) -> list[str]:
    if not known.is_edited:
        return []
    question = ReadHistory(recording_id=recording_id)
    told = await request(hands.paths.station_socket, question, HistoryTold)
    edits = tuple(
        (line.start_sample // WORD_SAMPLES, line.before, line.after, line.undone)
        for line in reversed(told.edits)
    )
    broken = known.wrong({"edits": edits})
    return [*broken, *await _text_broken(hands, known, recording_id)] if edits else broken


async def _text_broken(hands: Hands, known: Known, recording_id: str) -> list[str]:
    text = await stored_text(hands.paths.station_socket, recording_id)
    said = [segment.text for segment in text.segments]
    return [] if said == known.texts() else [f"{said}, not {known.texts()}"]


def _audio_broken(hands: Hands, known: Known, recording_id: str) -> list[str]:
    audio = RecordingAudio(hands.paths.recording(recording_id))
    if audio.recording().total_samples != audio.available_samples():
        return ["its journal tells of more or less audio than there is"]
    if audio.read(0, audio.available_samples()) != spoken(*known.words):
        return ["its audio is another"]
    return []
