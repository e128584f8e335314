"""Which recordings an export takes: named ones, all, or what is new since the last one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from appliance.domain.export_choice import ExportChoice
from appliance.domain.recording import RecordingState
from appliance.domain.text_state import TextState
from appliance.domain.transcript import TranscriptKind
from appliance.errors import UsageError
from appliance.export import ExportError, ExportOptions, ExportStep, Format, export, exported
from appliance.export.exporting import Fetch
from appliance.library import Library, Origin
from appliance.library.audit import NAME, AuditLog
from appliance.library.errors import UnknownRecordingError
from appliance.paths import Paths
from appliance.station.exports import Exports
from appliance.station.stick_door import WritableStick
from tests.fakes.speech import ID, data_folder, on_disk, segment
from tests.fakes.stick import LyingStick
from tests.integration.exported import OTHER


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    """A data folder with two recordings."""
    paths = data_folder(tmp_path)
    on_disk(paths)
    on_disk(paths, OTHER)
    return paths


@pytest.fixture
async def library(paths: Paths) -> AsyncIterator[Library]:
    """Its library: one recording with a complete text, the other without."""
    async with Library.open(paths) as library:
        await say(library, ID, "开始。")
        yield library


async def say(library: Library, recording_id: str, *texts: str) -> None:
    """Give a recording this text, complete."""
    await library.discard(recording_id, TranscriptKind.LIVE)
    segments = [segment(5.0 * number, text) for number, text in enumerate(texts)]
    await library.add_segments(recording_id, TranscriptKind.LIVE, segments, decided_samples=10**6)
    await library.complete(recording_id, TranscriptKind.LIVE)
    await library.set_text_state(recording_id, TextState.COMPLETE)


async def chosen(library: Library, paths: Paths, which: list[str] | ExportChoice) -> list[str]:
    """Ids of what an export would take."""
    exports = Exports(library, paths, audit=AuditLog(paths.data))
    ids = (await exports.chosen(which)).ids
    if isinstance(which, ExportChoice):
        assert len(ids) == await exports.count(which)
    return ids


def fetches(library: Library, paths: Paths, ids: list[str]) -> list[Fetch]:
    """Have them fetched one after the other."""
    exports = Exports(library, paths, audit=AuditLog(paths.data))
    return [partial(exports.item, recording_id) for recording_id in ids]


async def carry_away(library: Library, paths: Paths, which: list[str] | ExportChoice) -> None:
    """Export to a folder that acts as the stick."""
    target = paths.data.parent / "stick"
    target.mkdir(exist_ok=True)
    wanted = fetches(library, paths, await chosen(library, paths, which))
    steps = [step async for step in export(wanted, target, receipts=paths.receipts)]
    assert ExportStep.DONE is steps[-1].step


async def test_named_recordings_are_taken_once_each(library: Library, paths: Paths) -> None:
    """In the order in which they were named; an unknown one is refused at once."""
    assert [OTHER, ID] == await chosen(library, paths, [OTHER, ID, OTHER])
    with pytest.raises(UnknownRecordingError):
        await chosen(library, paths, [ID, "20250501-120000-ffff"])


async def test_all_are_those_that_are_closed_oldest_first(library: Library, paths: Paths) -> None:
    """Also without a text; not the one that is still being recorded."""
    row = await library.get(ID)
    running = replace(row.recording, id="20250503-080000-beef", state=RecordingState.RECORDING)
    await library.put_recording(running, total_samples=1, origin=Origin.MICROPHONE)

    assert [ID, OTHER] == await chosen(library, paths, ExportChoice.ALL)


async def test_new_is_what_is_complete_and_was_not_exported(library: Library, paths: Paths) -> None:
    """A text that is still made would have to be exported again."""
    assert [ID] == await chosen(library, paths, ExportChoice.NEW)

    await carry_away(library, paths, ExportChoice.NEW)

    assert [] == await chosen(library, paths, ExportChoice.NEW)
    await say(library, OTHER, "好。")
    assert [OTHER] == await chosen(library, paths, ExportChoice.NEW)


async def test_nothing_that_may_be_new_is_removed_while_it_is_looked_at(
    library: Library, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Receipts of years take their time."""
    exports = Exports(library, paths, audit=AuditLog(paths.data))
    seen: list[bool] = []

    def texts(_: Path) -> dict[str, str]:
        seen.append(exports.is_in_work(ID))
        return {}

    monkeypatch.setattr(exported, "texts", texts)
    assert [ID] == (await exports.chosen(ExportChoice.NEW)).ids
    assert [True] == seen
    assert not exports.is_in_work(ID)


async def test_a_changed_text_is_new_again(library: Library, paths: Paths) -> None:
    """Also one that was changed back, since another went last."""
    await carry_away(library, paths, [ID])
    await say(library, ID, "结束。")
    assert [ID] == await chosen(library, paths, ExportChoice.NEW)

    await carry_away(library, paths, [ID])
    await say(library, ID, "开始。")

    assert [ID] == await chosen(library, paths, ExportChoice.NEW)


async def test_what_waits_for_its_text_is_left_out_and_counted(
    library: Library, paths: Paths
) -> None:
    """Whether something else is new or nothing."""
    (target := paths.data.parent / "stick").mkdir()
    exports = Exports(library, paths, audit=AuditLog(paths.data))
    for recordings in (1, 0):
        steps = [step async for step in exports.run(ExportChoice.NEW, target, ExportOptions())]
        done = steps[-1]
        assert (ExportStep.DONE, recordings, 1) == (done.step, done.recordings, done.left_out)

    steps = [step async for step in exports.run(ExportChoice.ALL, target, ExportOptions())]

    assert (2, 0) == (steps[-1].recordings, steps[-1].left_out)


@pytest.mark.parametrize("state", [TextState.REFINING, TextState.FAILED])
async def test_what_does_not_wait_is_new_until_it_was_exported(
    library: Library, paths: Paths, state: TextState
) -> None:
    """A text that failed does not come by itself; one that is refined is complete already."""
    await library.set_text_state(ID, state)
    assert [ID] == await chosen(library, paths, ExportChoice.NEW)

    await carry_away(library, paths, ExportChoice.NEW)
    assert [] == await chosen(library, paths, ExportChoice.NEW)

    await say(library, ID, "好。")
    assert [ID] == await chosen(library, paths, ExportChoice.NEW)


async def test_a_text_that_is_not_whole_is_told(library: Library, paths: Paths) -> None:
    """What was verified is what there was; nobody shall take it for all that was said."""
    (target := paths.data.parent / "stick").mkdir()
    exports = Exports(library, paths, audit=AuditLog(paths.data))

    steps = [step async for step in exports.run(ExportChoice.ALL, target, ExportOptions())]

    assert (2, 1) == (steps[-1].recordings, steps[-1].unfinished)


async def test_an_export_that_failed_exported_nothing(library: Library, paths: Paths) -> None:
    """Only what was read back counts."""
    (target := paths.data.parent / "lying").mkdir()
    wanted = fetches(library, paths, [ID])
    with pytest.raises(ExportError):
        async for _ in export(wanted, target, receipts=paths.receipts, stick=LyingStick(".txt")):
            pass

    assert [ID] == await chosen(library, paths, ExportChoice.NEW)


async def test_done_is_told_when_the_stick_is_no_longer_mounted_for_writing(
    library: Library, paths: Paths
) -> None:
    """Whoever reads it may pull the stick; the audit has no title of a recording."""
    (target := paths.data.parent / "stick").mkdir()
    is_writable = False

    @asynccontextmanager
    async def writable(_: Path) -> AsyncIterator[WritableStick]:
        nonlocal is_writable
        is_writable = True
        stick = WritableStick()
        yield stick
        stick.is_held = True
        is_writable = False

    exports = Exports(library, paths, audit=AuditLog(paths.data), writable=writable)
    steps = exports.run([ID], target, ExportOptions())
    seen = []
    async for progress in steps:
        seen.append((progress.step, is_writable, exports.is_in_work(ID)))
        last = progress
    assert last.eject_first
    assert {(True, True)} == {tuple(state) for _, *state in seen[:-1]}
    assert (ExportStep.DONE, False, False) == seen[-1]
    (line,) = AuditLog(paths.data).newest(10)
    assert ("export", str(target)) == (line.deed, line.subject)


async def test_an_export_that_cannot_be_noted_is_done(library: Library, paths: Paths) -> None:
    """Its files were read back; a full disk must not keep anybody from making room on it."""
    (target := paths.data.parent / "stick").mkdir()
    (paths.data / NAME).mkdir()
    exports = Exports(library, paths, audit=AuditLog(paths.data))

    steps = [step async for step in exports.run([ID], target, ExportOptions())]

    assert (ExportStep.DONE, 1) == (steps[-1].step, steps[-1].recordings)


async def test_an_empty_library_says_so(tmp_path: Path) -> None:
    """Instead of an export of nothing."""
    paths = data_folder(tmp_path / "empty")
    async with Library.open(paths) as library:
        with pytest.raises(UsageError, match="no recording"):
            await chosen(library, paths, ExportChoice.ALL)


async def test_a_text_that_changes_meanwhile_is_exported_as_it_is_then(
    library: Library, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many texts are read twice; the receipt tells which one went, so the other is new."""
    monkeypatch.setattr("appliance.export.writing.HELD_BYTES", 0)
    (target := paths.data.parent / "stick").mkdir()
    wanted = fetches(library, paths, [ID])
    options = ExportOptions(formats=(Format.TXT,))
    last = None
    async for step in export(wanted, target, receipts=paths.receipts, options=options):
        if step.step is ExportStep.CHECKING and step.file:
            await say(library, ID, "结束。")
        last = step

    assert last is not None
    assert "结束。" in (Path(last.folder) / last.files[0]).read_text(encoding="utf-8")
    assert [] == await chosen(library, paths, ExportChoice.NEW)


async def test_only_audio_that_went_along_counts_as_carried_away(
    library: Library, paths: Paths
) -> None:
    """Rules that spare what is not exported must not take a text for the recording."""
    target = paths.data.parent / "stick"
    target.mkdir()
    exports = Exports(library, paths, audit=AuditLog(paths.data))
    for recording_id, formats in ((ID, (Format.FLAC,)), (OTHER, (Format.TXT, Format.JSON))):
        options = ExportOptions(formats=formats)
        steps = [step async for step in exports.run([recording_id], target, options)]
        assert ExportStep.DONE is steps[-1].step

    assert {ID} == exported.with_audio(paths.receipts)
