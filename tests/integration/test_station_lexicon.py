"""Today's hot words on old recordings, of a real library."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from appliance.config import Settings, Storage, Text
from appliance.domain.journal import WishesNoted
from appliance.domain.text_change import TextChange, TextStep
from appliance.domain.text_state import TextState
from appliance.domain.transcript import Segment, TranscriptKind
from appliance.domain.wishes import Wishes
from appliance.library import Library, Origin, UnknownRecordingError
from appliance.recordings.errors import RecordingsError
from appliance.recordings.journal_file import JournalFile
from appliance.station.errors import StationError
from appliance.station.face_lexicon import Replayed
from appliance.station.lexicon import BoxLexicon
from tests.fakes.speech import ID, data_folder, instant, on_disk, segment


@dataclass
class World:
    """A library with one recording, and the settings of its box."""

    library: Library
    settings: Settings
    shares: list[float] = field(default_factory=list)

    def teach(self, pack: str) -> None:
        """Put a pack in use."""
        folder = self.settings.paths.lexicons
        folder.mkdir(exist_ok=True)
        (folder / "workshop.txt").write_text(pack, encoding="utf-8")

    def note(self, wishes: Wishes) -> None:
        """Have been asked for this when the recording was handed over."""
        file = JournalFile(self.settings.paths.recording(ID))
        file.append(WishesNoted(at=instant(), wishes=wishes))
        file.close()

    async def write(self, kind: TranscriptKind, segments: Sequence[Segment]) -> None:
        """Put a whole version of its text into the library."""
        await self.library.add_segments(ID, kind, segments, decided_samples=16_000)
        await self.library.complete(ID, kind)
        await self.library.set_text_state(ID, TextState.COMPLETE)

    async def replay(self) -> Replayed:
        """Look at it."""
        self.shares.clear()
        lexicon = BoxLexicon(self.library, lambda: self.settings)
        return await lexicon.replay(ID, self.shares.append)


def said(*texts: str) -> list[Segment]:
    """Utterances that are shown as they were recognised."""
    return [replace(segment(5.0 * n, text), raw_text=text) for n, text in enumerate(texts)]


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """A recording without text, in a box that was taught a word."""
    paths = data_folder(tmp_path)
    async with Library.open(paths) as library:
        made = await asyncio.to_thread(on_disk, paths, ID)
        await library.put_recording(made, total_samples=16_000, origin=Origin.MICROPHONE)
        storage = Storage(data_dir=paths.data, run_dir=paths.run)
        world = World(library=library, settings=Settings(storage=storage))
        world.teach("阀门\n")
        yield world


async def test_what_would_be_another_is_told_and_nothing_is_changed(world: World) -> None:
    """With its cause, and how far the look is, for four hours take ten seconds."""
    await world.write(TranscriptKind.SECOND_PASS, said("请打开罚门。", *["没有问题。"] * 70))
    before = await world.library.transcript(ID)
    told = await world.replay()
    (place,) = told.places
    assert ("罚门", "阀门", ("workshop.txt:1: 阀门",)) == (place.before, place.after, place.causes)
    assert (1, 71, 1, False) == (told.changed, told.utterances, told.entries, told.is_edited)
    assert [50 / 71, 1.0] == world.shares
    assert before == await world.library.transcript(ID)


async def test_the_newest_text_that_was_recognised_is_looked_at(world: World) -> None:
    """Not what people wrote, and no second pass that is not whole yet."""
    await world.write(TranscriptKind.LIVE, said("罚门在哪里。"))
    await world.library.add_segments(
        ID, TranscriptKind.SECOND_PASS, said("罚门。"), decided_samples=9
    )
    await world.write(TranscriptKind.EDITED, said("人写的罚门。"))
    told = await world.replay()
    assert ["阀门在哪里。"] == [place.example for place in told.places]
    assert told.is_edited


async def test_marks_that_the_recogniser_does_not_give_stay(world: World) -> None:
    """They were put in before the text came to the hot words."""
    marks = TextChange(
        step=TextStep.PUNCTUATION, start=0, before="没有问题", after="没有问题。", cause="pauses"
    )
    heard = replace(segment(0.0, "没有问题。"), raw_text="没有问题", changes=(marks,))
    await world.write(TranscriptKind.SECOND_PASS, [heard])
    assert 0 == (await world.replay()).changed


async def test_words_that_came_with_a_file_hold_for_it(world: World) -> None:
    """The text would be made with them again; without them their corrections would seem lost."""
    world.teach("合格率\n")
    heard = replace(segment(0.0, "请打开阀门。"), raw_text="请打开罚门。")
    await world.write(TranscriptKind.SECOND_PASS, [heard])
    assert 1 == (await world.replay()).changed
    world.note(Wishes(hot_words=("阀门",)))
    told = await world.replay()
    assert (0, 2) == (told.changed, told.entries)


async def test_of_the_packs_those_hold_that_were_chosen_for_it(world: World) -> None:
    """The text would be made with no others again."""
    await world.write(TranscriptKind.SECOND_PASS, said("请打开罚门。"))
    for packs, changed in (("workshop",), 1), (("gone",), 0), ((), 0):
        world.note(Wishes(packs=packs))
        told = await world.replay()
        assert (changed, changed) == (told.changed, told.entries), packs


async def test_words_that_are_switched_off_change_nothing(world: World) -> None:
    """And none are told to be in use."""
    await world.write(TranscriptKind.SECOND_PASS, said("请打开罚门。"))
    world.settings = world.settings.model_copy(update={"text": Text(hot_words=False)})
    told = await world.replay()
    assert (0, 0) == (told.changed, told.entries)


async def test_a_text_that_cannot_be_looked_at_says_why(world: World) -> None:
    """Not recognised yet, no text, in the trash, its folder damaged, or no such recording."""
    with pytest.raises(StationError, match="not complete yet"):
        await world.replay()
    await world.library.set_text_state(ID, TextState.FAILED, "no key")
    with pytest.raises(StationError, match="no text that was recognised"):
        await world.replay()
    await world.write(TranscriptKind.SECOND_PASS, said("好。"))
    journal = world.settings.paths.recording(ID) / "journal.jsonl"
    journal.unlink()
    journal.mkdir()
    with pytest.raises(RecordingsError, match="cannot be read"):
        await world.replay()
    await world.library.set_trashed(ID, "2025-05-02T00:00:00Z")
    with pytest.raises(StationError, match="in the trash"):
        await world.replay()
    with pytest.raises(UnknownRecordingError):
        await BoxLexicon(world.library, lambda: world.settings).replay("20250501-1", print)


@pytest.mark.parametrize(
    ("was", "text", "term"),
    [
        ("压力传染器故障。", "压力传感器故障。", "传感器"),
        ("压力船感器故障。", "压力传感器故障。", "传感器"),
        ("压力传感气故障。", "压力传感器故障。", "传感器"),
        ("壓力傳染器故障。", "壓力傳感器故障。", "傳感器"),
        ("和格率是98.5%。", "合格率是98.5%。", "合格率"),
        ("把变频气换掉。", "把变频器换掉。", "变频器"),
        ("由王公负责。", "由王工负责。", "王工"),
        ("听霞很好用。", "听匣很好用。", "听匣"),
        ("用PLZ控制。", "用PLC控制。", "PLC"),
    ],
)
async def test_the_whole_word_that_was_put_right_is_proposed(
    world: World, was: str, text: str, term: str
) -> None:
    """As the dictionary parts it, in either script; with a neighbour what it does not know."""
    lexicon = BoxLexicon(world.library, lambda: world.settings)
    assert term == await lexicon.corrected_term(was, text)
