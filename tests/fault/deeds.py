"""What a person may have the station do, and what must be true once it was acknowledged.

A later operation is one more function here and one more line in ``DEEDS``, with what hypothesis
draws for it. A deed that is not possible at the moment raises NotNowError.
"""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from typing import Final

from hypothesis import strategies as st

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
from tests.fault.hands import Edits, Hands, NotNowError, Words, unless
from tests.fault.queue_deeds import PATIENCE_S, QUEUE_DEEDS, SELDOM, WHICH, WORDS, Deed


async def record(hands: Hands, *, words: Words) -> None:
    """Record some words from the microphone."""
    if hands.is_recording:
        raise NotNowError
    hands.is_recording = True
    async with hands.creating(title := hands.new_title(), words, ()) as answer:
        socket = hands.paths.station_socket
        begun = await request(socket, BeginRecording(title=title), RecordingNamed)
        await hands.capture.hear(spoken(*words))
        await request(socket, FinishRecording(), RecordingNamed)
        answer.append(begun.recording_id)
    hands.is_recording = False


async def import_file(hands: Hands, *, words: Words) -> None:
    """Take a file into the library, as it is dropped there by a person."""
    words = hands.never_said(words)
    async with hands.creating(title := hands.new_title(), words) as answer:
        file = hands.files / f"dropped-{title}.wav"
        file.write_bytes(wav(spoken(*words)))
        question = TranscribeFile(path=str(file), title=title)
        named = await request(
            hands.paths.station_socket, question, RecordingNamed, timeout_s=PATIENCE_S
        )
        answer.append(named.recording_id)


async def export(hands: Hands, *, which: int) -> None:
    """Export a recording."""
    recording_id = hands.some_recording(which)
    target = hands.files / f"stick-{hands.new_title()}"
    target.mkdir()
    last: ExportStepTold | None = None
    async for step in export_steps(hands.paths.station_socket, (recording_id,), target):
        last = step
    assert last is not None
    assert "done" == last.step
    hands.exported.append((Path(last.folder), last.files))


async def retranscribe(hands: Hands, *, which: int) -> None:
    """Have a text made again; one that is just being made is left alone."""
    question = Retranscribe(recording_id=hands.some_recording(which))
    with unless("being made at this moment"):
        await request(hands.paths.station_socket, question, RecordingNamed)


async def edit(hands: Hands, *, which: int, second: int) -> None:
    """Correct the text of one second."""
    recording_id = hands.some_recording(which, where=lambda known: known.words)
    known = hands.known[recording_id]
    second, text = second % len(known.words), hands.new_title()

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


async def undo(hands: Hands, *, which: int) -> None:
    """Take the last edit back."""

    def one_less(edits: Edits) -> Edits:
        place = sum(not each[-1] for each in edits) - 1
        return tuple((*each[:3], each[-1] or number == place) for number, each in enumerate(edits))

    recording_id = hands.some_recording(which, where=lambda known: known.is_edited)
    async with hands.changing(hands.known[recording_id], "edits", one_less) as edits:
        if all(is_undone for *_, is_undone in edits):
            raise NotNowError
        await request(hands.paths.station_socket, UndoEdit(recording_id=recording_id), HistoryTold)


async def redo(hands: Hands, *, which: int) -> None:
    """Make the edit again that was undone last."""

    def one_more(edits: Edits) -> Edits:
        place = sum(not each[-1] for each in edits)
        return tuple((*each[:3], each[-1] and number != place) for number, each in enumerate(edits))

    recording_id = hands.some_recording(which, where=lambda known: known.is_edited)
    async with hands.changing(hands.known[recording_id], "edits", one_more) as edits:
        if not any(is_undone for *_, is_undone in edits):
            raise NotNowError
        await request(hands.paths.station_socket, RedoEdit(recording_id=recording_id), HistoryTold)


async def rename(hands: Hands, *, which: int) -> None:
    """Give a recording another title."""
    recording_id, title = hands.some_recording(which), hands.new_title()
    async with hands.changing(hands.known[recording_id], "title", lambda _: title):
        question = RenameRecording(recording_id=recording_id, title=title)
        await request(hands.paths.station_socket, question, LabelsTold)


async def tag(hands: Hands, *, which: int, number: int) -> None:
    """Make a recording's tags one other tag."""
    recording_id = hands.some_recording(which)
    wanted = (f"标签{number}",)
    async with hands.changing(hands.known[recording_id], "tags", lambda _: wanted):
        question = TagRecording(
            recording_id=recording_id,
            add=wanted,
            remove=tuple({f"标签{each}" for each in range(1, 100)} - {*wanted}),
        )
        await request(hands.paths.station_socket, question, LabelsTold)


async def name_speaker(hands: Hands, *, which: int, speaker: int, name: str) -> None:
    """Name one of two speakers, or forget the name."""
    recording_id = hands.some_recording(which)

    def named(names: dict[int, str]) -> dict[int, str]:
        return {each: said for each, said in {**names, speaker: name}.items() if said}

    async with hands.changing(hands.known[recording_id], "speaker_names", named):
        question = NameSpeaker(recording_id=recording_id, speaker=speaker, name=name)
        await request(hands.paths.station_socket, question, LabelsTold)


async def hold(hands: Hands, *, which: int, wanted: bool) -> None:
    """Put a recording on legal hold, or lift it."""
    recording_id = hands.some_recording(which)
    async with hands.changing(hands.known[recording_id], "hold", lambda _: wanted):
        question = HoldRecording(recording_id=recording_id, hold=wanted)
        await request(hands.paths.station_socket, question, LabelsTold)


async def delete(hands: Hands, *, which: int) -> None:
    """Put a recording into the trash, unless it is on hold."""
    recording_id = hands.some_recording(which, where=lambda known: not known.sure["trashed"])
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


async def restore(hands: Hands, *, which: int) -> None:
    """Take a recording out of the trash."""
    recording_id = hands.some_recording(which, where=lambda known: known.sure["trashed"])
    async with hands.changing(hands.known[recording_id], "trashed", lambda _: False):
        question = RestoreRecordings(recording_ids=(recording_id,))
        await request(hands.paths.station_socket, question, RecordingsMoved)


async def empty_trash(hands: Hands, *, which: int, wants_all: bool) -> None:
    """Remove one recording of the trash for good, or all of them."""
    async with hands.emptying, AsyncExitStack() as turns:
        one = hands.some_recording(which, where=lambda known: known.sure["trashed"])
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


DEEDS: Final[Mapping[Deed, Mapping[str, st.SearchStrategy[object]]]] = {
    record: {"words": WORDS},
    import_file: {"words": WORDS},
    export: {"which": WHICH},
    retranscribe: {"which": WHICH},
    edit: {"which": WHICH, "second": st.integers(0, 9)},
    undo: {"which": WHICH},
    redo: {"which": WHICH},
    rename: {"which": WHICH},
    tag: {"which": WHICH, "number": st.integers(1, 99)},
    name_speaker: {
        "which": WHICH,
        "speaker": st.integers(1, 2),
        "name": st.sampled_from(("", "张伟", "李娜", "王芳")),
    },
    hold: {"which": WHICH, "wanted": st.booleans()},
    delete: {"which": WHICH},
    restore: {"which": WHICH},
    empty_trash: {"which": WHICH, "wants_all": SELDOM},
    **QUEUE_DEEDS,
}

A_DEED: Final = st.one_of(
    [st.builds(partial, st.just(deed), **drawn) for deed, drawn in DEEDS.items()]
)
