"""What a person may have the station do, and what must be true once it was acknowledged.

A later operation is one more function here and one more line in ``DEEDS``. A deed that is not
possible at the moment raises NotNowError.
"""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

from appliance.domain.editing import EditKind, EditRequest
from appliance.wire import request
from appliance.wire.exports import ExportStepTold
from appliance.wire.shelf import (
    DeleteRecordings,
    EditRecording,
    EmptyTrash,
    HistoryTold,
    HoldRecording,
    LabelsTold,
    NameSpeaker,
    RecordingsMoved,
    RedoEdit,
    RenameRecording,
    RestoreRecordings,
    TagRecording,
    TrashEmptied,
    UndoEdit,
)
from appliance.wire.station import (
    BeginRecording,
    FinishRecording,
    RecordingNamed,
    Retranscribe,
    TranscribeFile,
)
from appliance.wire.station_client import export_steps
from tests.fakes.audio_files import wav
from tests.fakes.inference_server import WORD_SAMPLES, spoken
from tests.fault.hands import Edits, Hands, NotNowError, unless
from tests.fault.queue_deeds import PATIENCE_S, QUEUE_DEEDS


async def record(hands: Hands) -> None:
    """Record some words from the microphone."""
    if hands.is_recording:
        raise NotNowError
    hands.is_recording = True
    words = hands.words()
    async with hands.creating(title := hands.new_title(), words, ()) as answer:
        socket = hands.paths.station_socket
        begun = await request(socket, BeginRecording(title=title), RecordingNamed)
        await hands.capture.hear(spoken(*words))
        await request(socket, FinishRecording(), RecordingNamed)
        answer.append(begun.recording_id)
    hands.is_recording = False


async def import_file(hands: Hands) -> None:
    """Take a file into the library, as it is dropped there by a person."""
    words = hands.words_never_said()
    async with hands.creating(title := hands.new_title(), words) as answer:
        file = hands.files / f"dropped-{title}.wav"
        file.write_bytes(wav(spoken(*words)))
        question = TranscribeFile(path=str(file), title=title)
        named = await request(
            hands.paths.station_socket, question, RecordingNamed, timeout_s=PATIENCE_S
        )
        answer.append(named.recording_id)


async def export(hands: Hands) -> None:
    """Export a recording."""
    recording_id = hands.some_recording()
    target = hands.files / f"stick-{hands.new_title()}"
    target.mkdir()
    last: ExportStepTold | None = None
    async for step in export_steps(hands.paths.station_socket, (recording_id,), target):
        last = step
    assert last is not None
    assert "done" == last.step
    hands.exported.append((Path(last.folder), last.files))


async def retranscribe(hands: Hands) -> None:
    """Have a text made again; one that is just being made is left alone."""
    question = Retranscribe(recording_id=hands.some_recording())
    with unless("being made at this moment"):
        await request(hands.paths.station_socket, question, RecordingNamed)


async def edit(hands: Hands) -> None:
    """Correct the text of one second."""
    recording_id = hands.some_recording(where=lambda known: known.words)
    known = hands.known[recording_id]
    second, text = hands.chance.randrange(len(known.words)), hands.new_title()

    def edited(edits: Edits) -> Edits:
        in_force = tuple(each for each in edits if not each[-1])
        return (*in_force, (second, known.texts()[second], text, False))

    async with hands.changing(known, "edits", edited):
        wanted = EditRequest(
            kind=EditKind.TEXT,
            start_sample=second * WORD_SAMPLES,
            was=known.texts()[second],
            text=text,
        )
        question = EditRecording(recording_id=recording_id, edit=wanted)
        with unless("is not complete yet", "has no text that could be edited"):
            await request(hands.paths.station_socket, question, HistoryTold)


async def undo(hands: Hands) -> None:
    """Take the last edit back."""

    def one_less(edits: Edits) -> Edits:
        place = sum(not each[-1] for each in edits) - 1
        return tuple((*each[:3], each[-1] or number == place) for number, each in enumerate(edits))

    recording_id = hands.some_recording(where=lambda known: known.is_edited)
    async with hands.changing(hands.known[recording_id], "edits", one_less) as edits:
        if all(is_undone for *_, is_undone in edits):
            raise NotNowError
        await request(hands.paths.station_socket, UndoEdit(recording_id=recording_id), HistoryTold)


async def redo(hands: Hands) -> None:
    """Make the edit again that was undone last."""

    def one_more(edits: Edits) -> Edits:
        place = sum(not each[-1] for each in edits)
        return tuple((*each[:3], each[-1] and number != place) for number, each in enumerate(edits))

    recording_id = hands.some_recording(where=lambda known: known.is_edited)
    async with hands.changing(hands.known[recording_id], "edits", one_more) as edits:
        if not any(is_undone for *_, is_undone in edits):
            raise NotNowError
        await request(hands.paths.station_socket, RedoEdit(recording_id=recording_id), HistoryTold)


async def rename(hands: Hands) -> None:
    """Give a recording another title."""
    recording_id, title = hands.some_recording(), hands.new_title()
    async with hands.changing(hands.known[recording_id], "title", lambda _: title):
        question = RenameRecording(recording_id=recording_id, title=title)
        await request(hands.paths.station_socket, question, LabelsTold)


async def tag(hands: Hands) -> None:
    """Make a recording's tags one other tag."""
    recording_id = hands.some_recording()
    wanted = (f"标签{hands.chance.randint(1, 99)}",)
    async with hands.changing(hands.known[recording_id], "tags", lambda _: wanted):
        question = TagRecording(
            recording_id=recording_id,
            add=wanted,
            remove=tuple({f"标签{number}" for number in range(1, 100)} - {*wanted}),
        )
        await request(hands.paths.station_socket, question, LabelsTold)


async def name_speaker(hands: Hands) -> None:
    """Name one of two speakers, or forget the name."""
    recording_id, speaker = hands.some_recording(), hands.chance.randint(1, 2)
    name = hands.chance.choice(("", "张伟", "李娜", "王芳"))

    def named(names: dict[int, str]) -> dict[int, str]:
        return {each: said for each, said in {**names, speaker: name}.items() if said}

    async with hands.changing(hands.known[recording_id], "speaker_names", named):
        question = NameSpeaker(recording_id=recording_id, speaker=speaker, name=name)
        await request(hands.paths.station_socket, question, LabelsTold)


async def hold(hands: Hands) -> None:
    """Put a recording on legal hold, or lift it."""
    recording_id, wanted = hands.some_recording(), hands.chance.random() < 0.5
    async with hands.changing(hands.known[recording_id], "hold", lambda _: wanted):
        question = HoldRecording(recording_id=recording_id, hold=wanted)
        await request(hands.paths.station_socket, question, LabelsTold)


async def delete(hands: Hands) -> None:
    """Put a recording into the trash, unless it is on hold."""
    recording_id = hands.some_recording(where=lambda known: not known.sure["trashed"])
    known = hands.known[recording_id]
    async with (
        hands.emptying,
        hands.changing(known, "trashed", lambda _: True),
        known.turns["hold"],
    ):
        if known.sure["hold"]:
            raise NotNowError
        question = DeleteRecordings(recording_ids=(recording_id,))
        await request(hands.paths.station_socket, question, RecordingsMoved)


async def restore(hands: Hands) -> None:
    """Take a recording out of the trash."""
    recording_id = hands.some_recording(where=lambda known: known.sure["trashed"])
    async with hands.changing(hands.known[recording_id], "trashed", lambda _: False):
        question = RestoreRecordings(recording_ids=(recording_id,))
        await request(hands.paths.station_socket, question, RecordingsMoved)


async def empty_trash(hands: Hands) -> None:
    """Remove one recording of the trash for good, or all of them."""
    async with hands.emptying, AsyncExitStack() as turns:
        one = hands.some_recording(where=lambda known: known.sure["trashed"])
        wants_all = hands.chance.random() < 0.3
        trashed = {each: known for each, known in hands.known.items() if known.sure["trashed"]}
        wanted = trashed if wants_all else {one: hands.known[one]}
        for known in wanted.values():  # who restores waits, or is waited for
            await turns.enter_async_context(known.turns["trashed"])
        # A file that was given up meanwhile took its recording with it.
        with hands.removing(wanted.keys() & hands.known.keys()) as gone:
            question = EmptyTrash(recording_ids=() if wants_all else (one,))
            told = await request(
                hands.paths.station_socket, question, TrashEmptied, timeout_s=PATIENCE_S
            )
            assert {*told.removed, *told.kept} <= {*wanted}
            gone.update(told.removed)


Deed = Callable[[Hands], Awaitable[None]]

DEEDS: Final[tuple[Deed, ...]] = (
    record,
    import_file,
    export,
    retranscribe,
    edit,
    undo,
    redo,
    rename,
    tag,
    name_speaker,
    hold,
    delete,
    restore,
    empty_trash,
    *QUEUE_DEEDS,
)
