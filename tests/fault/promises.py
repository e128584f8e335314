"""What the station tells after a kill, held against what was promised before it."""

import asyncio
from typing import Final

from appliance.domain.batch import JobState
from appliance.recordings import RecordingAudio
from appliance.wire import RemoteError, request
from appliance.wire.files import ChangeQueue, FileLine, QueueChanged
from appliance.wire.files_client import followed_queue, queue
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

PATIENCE_S: Final = 60.0


async def promises_broken(hands: Hands) -> list[str]:
    """Say what was acknowledged and is not so, or is only half there.

    Audio and edits are only looked at where something was asked for.
    """
    # The queue first: a file that it tells of may be a recording by the time of the list.
    broken = await _queue_broken(hands)
    lines = await _listed(hands)
    broken += _list_broken(hands, lines)
    for recording_id, known in hands.known.items():
        found = [*await _line_broken(hands, known, lines, recording_id)]
        if recording_id in hands.touched:
            found += [
                *await _edits_broken(hands, known, recording_id),
                *_audio_broken(hands, known, recording_id),
            ]
        known.maybe.clear()
        broken += [f"{recording_id}: {each}" for each in found]
    hands.touched.clear()
    for folder, files in hands.exported:
        broken += [
            f"{name} of an export is gone" for name in files if not (folder / name).is_file()
        ]
    hands.unanswered.clear()
    return broken


async def texts_broken(hands: Hands) -> list[str]:
    """Wait for all files and texts, also of the trash; say what of all that is broken."""
    socket = hands.paths.station_socket
    hands.touched.update(hands.known)
    broken = await promises_broken(hands)
    # Nothing is recognised in the trash.
    trashed = tuple(each for each, known in hands.known.items() if known.sure["trashed"])
    if trashed:
        back = RestoreRecordings(recording_ids=trashed)
        await request(socket, back, RecordingsMoved, timeout_s=PATIENCE_S)
    now = asyncio.get_running_loop().time
    async with asyncio.timeout(PATIENCE_S) as patience:
        async for known in followed_queue(socket):
            if all(line.state is JobState.DONE for line in known.files.values()):
                break
            patience.reschedule(now() + PATIENCE_S)  # there may be hundreds of files
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


async def _queue_broken(hands: Hands) -> list[str]:
    socket = hands.paths.station_socket
    # It is answered once the queue is read; there is nothing to cancel.
    await request(socket, ChangeQueue(deed="cancel"), QueueChanged)
    files = (await queue(socket)).files
    broken = [f"the file {job_id} is missing" for job_id in hands.queued - files.keys()]
    for line in files.values():
        broken += _file_broken(hands, line)
    known = {*files, "queue.json"}
    left = [found.name for found in hands.paths.inbox.iterdir() if found.name not in known]
    return [*broken, *(f"{name} is left over" for name in left)]


def _file_broken(hands: Hands, line: FileLine) -> list[str]:
    title = line.name.removesuffix(".wav")
    if line.id not in hands.queued:
        if title not in hands.unanswered:
            return [f"nobody asked for the file {line.id} ({title})"]
        (hands.coming[title],) = hands.unanswered.pop(title)
        hands.queued.add(line.id)
    if line.already_there:
        return [f"the file {line.id} ({title}) is said to have been there before"]
    # Of one whose recording is in the trash no text is made; that counts as a failure.
    may_fail = line.recording_id in hands.known
    if line.state is JobState.CANCELLED or (line.state is JobState.FAILED and not may_fail):
        return [f"the file {line.id} ({title}) is {line.state}: {line.reason}"]
    return []


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


async def _line_broken(
    hands: Hands, known: Known, lines: dict[str, RecordingLine], recording_id: str
) -> list[str]:
    line, broken = lines.get(recording_id), []
    if line is None:  # in the trash, if it is anywhere
        question = GetRecording(recording_id=recording_id)
        try:
            line = (await request(hands.paths.station_socket, question, RecordingText)).recording
        except RemoteError as refused:
            return [str(refused)]
        if line.trashed is None:
            broken = ["it is neither in the list nor in the trash"]
    elif line.trashed is not None:
        broken = ["it is in the list and in the trash"]
    return [*broken, *known.wrong(line.model_dump() | {"trashed": line.trashed is not None})]


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
