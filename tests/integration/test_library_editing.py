"""Edits in the library: durable in rows and file, refused where they must be."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from appliance.domain.editing import EditKind, EditRequest, Refusal
from appliance.domain.speaker_state import SpeakerState
from appliance.domain.speakers import Turn
from appliance.domain.text_state import TextState
from appliance.domain.transcript import TranscriptKind
from appliance.library import Library, LibraryError, Origin, text_file
from appliance.library.editing import EditError, refused
from appliance.paths import Paths
from tests.fakes.speech import ID, on_disk, segment, sentences

LIVE, SECOND_PASS, EDITED, REMAKING = TranscriptKind
AT = "2025-05-01T12:00:00+00:00"


@pytest.fixture
async def library(paths: Paths) -> AsyncIterator[Library]:
    """A library with a recording whose second pass is complete."""
    async with Library.open(paths) as library:
        made = await asyncio.to_thread(on_disk, paths, ID)
        await library.put_recording(made, total_samples=16_000, origin=Origin.MICROPHONE)
        for kind in (LIVE, SECOND_PASS):
            await library.add_segments(ID, kind, sentences(6), decided_samples=480_000)
            await library.complete(ID, kind)
        await library.set_text_state(ID, TextState.COMPLETE)
        yield library


def replaced(number: int, text: str) -> EditRequest:
    """Another text for one of the sentences."""
    target = sentences(6)[number]
    return EditRequest(
        kind=EditKind.TEXT, start_sample=target.start_sample, was=target.text, text=text
    )


async def texts(library: Library, kind: TranscriptKind | None = None) -> list[str]:
    """What can be read."""
    transcript = await library.transcript(ID, kind)
    assert transcript is not None
    return [each.text for each in transcript.segments]


async def test_the_first_edit_makes_a_version_of_its_own(library: Library, paths: Paths) -> None:
    """Made from the best one, complete, shown from then on; what was recognised stays."""
    await library.edit(ID, replaced(1, "请大家看第三页。"), at=AT)

    spoken = [each.text for each in sentences(6)]
    assert spoken == await texts(library, SECOND_PASS)
    assert [spoken[0], "请大家看第三页。", *spoken[2:]] == await texts(library)
    best = await library.transcript(ID)
    assert best is not None
    assert (EDITED, True, 480_000) == (best.kind, best.complete, best.decided_samples)
    assert "第三页" in (await library.get(ID)).excerpt
    kept = text_file.read(paths.recording(ID))
    assert kept is not None
    assert kept.version_of(EDITED) == best
    assert [(1, AT, EditKind.TEXT)] == [(each.number, each.at, each.kind) for each in kept.edits]


async def test_every_edit_is_seen_in_the_row(library: Library) -> None:
    """One that is taken back, too: whoever shows the text reads it again."""
    revisions = [(await library.get(ID)).revision]
    await library.edit(ID, replaced(5, "请大家看第六页。"), at=AT)
    revisions.append((await library.get(ID)).revision)
    await library.undo(ID)
    revisions.append((await library.get(ID)).revision)

    assert sorted(set(revisions)) == revisions


async def test_an_edited_text_is_found_by_its_new_words(library: Library) -> None:
    """And no longer by the old ones."""
    assert (await library.search("第二页")).found
    await library.edit(ID, replaced(1, "请打开柜门。"), at=AT)
    await library.edit(ID, replaced(4, "请打开柜门。"), at=AT)

    assert (await library.search("柜门")).found
    assert not (await library.search("第二页")).found


async def test_edits_are_undone_and_redone_after_a_rebuild(library: Library) -> None:
    """The history is as durable as the text."""
    for number in range(3):
        await library.edit(ID, replaced(number, f"{number}。"), at=AT)
    await library.undo(ID)
    await library.undo(ID)
    before = await library.edited(ID)
    assert before is not None

    rebuilt = await library.rebuild()

    assert () == rebuilt.problems
    assert before == await library.edited(ID)
    assert (True, True, 2) == (before.can_undo, before.can_redo, before.undone)
    await library.redo(ID)
    assert ["0。", "1。"] == (await texts(library))[:2]
    for _ in range(2):
        await library.undo(ID)
    with pytest.raises(EditError) as caught:
        await library.undo(ID)
    assert Refusal.NOTHING_TO_UNDO is caught.value.refusal
    assert await texts(library, SECOND_PASS) == await texts(library)


async def test_a_later_pass_leaves_the_edited_text_alone(library: Library) -> None:
    """It can be read beside it."""
    await library.edit(ID, replaced(0, "散会。"), at=AT)
    before = await library.edited(ID)

    await library.begin_again(ID)
    await library.add_segments(ID, REMAKING, [segment(0.0, "另一段")], decided_samples=480_000)
    await library.finish_again(ID)

    assert before == await library.edited(ID)
    assert ["另一段"] == await texts(library, SECOND_PASS)
    assert "散会。" == (await texts(library))[0]
    await library.undo(ID)
    assert sentences(6)[0].text == (await texts(library))[0]


async def test_speakers_that_are_found_later_reach_the_edited_text(library: Library) -> None:
    """Once: what has speakers keeps them. Undoing does not lose them."""
    await library.edit(ID, replaced(0, "散会。"), at=AT)
    turns = [
        Turn(start_sample=0, end_sample=200_000, speaker=7),
        Turn(start_sample=200_000, end_sample=480_000, speaker=8),
    ]

    await library.tell_speakers(ID, turns)
    await library.tell_speakers(ID, turns[1:])

    edited = await library.undo(ID)
    assert [1, 1, 1, 2, 2, 2] == [each.speaker for each in edited.segments]
    assert (await library.rebuild()).problems == ()
    assert edited == await library.edited(ID)


@pytest.mark.parametrize("complete", [False, True])
async def test_a_text_that_still_grows_is_not_edited(
    paths: Paths, library: Library, complete: bool
) -> None:
    """Its end would be missing for ever; a text that failed will not grow any more."""
    other = "20250502-080000-cd34"
    made = await asyncio.to_thread(on_disk, paths, other)
    await library.put_recording(made, total_samples=16_000, origin=Origin.MICROPHONE)
    request = replaced(0, "散会。")
    with pytest.raises(EditError) as caught:
        await library.edit(other, request, at=AT)
    assert Refusal.NO_TEXT is caught.value.refusal
    await library.add_segments(other, LIVE, sentences(1), decided_samples=16_000)
    with pytest.raises(EditError) as caught:
        await library.edit(other, request, at=AT)
    assert Refusal.INCOMPLETE is caught.value.refusal

    if complete:
        await library.complete(other, LIVE)
    else:
        await library.set_text_state(other, TextState.FAILED, "it crashed")

    assert "散会。" == (await library.edit(other, request, at=AT)).segments[0].text


@pytest.mark.parametrize("refusal", list(Refusal))
def test_every_refusal_tells_the_next_step(refusal: Refusal) -> None:
    """In words that stand for themselves."""
    error = refused(refusal, recording_id=ID, found="{原文}")

    assert str(error).endswith((".", "{原文}"))
    assert error.hint
    assert "{recording_id}" not in f"{error} {error.hint}"


async def test_an_edit_of_an_older_text_is_refused(library: Library) -> None:
    """The answer tells the text that is there."""
    await library.edit(ID, replaced(0, "散会。"), at=AT)

    with pytest.raises(EditError, match="散会。") as caught:
        await library.edit(ID, replaced(0, "开会。"), at=AT)

    assert Refusal.CHANGED is caught.value.refusal


async def test_an_edit_that_cannot_be_kept_beside_the_audio_is_not_acknowledged(
    library: Library, paths: Paths
) -> None:
    """It is written there at the next chance, so both agree again."""
    folder = paths.recording(ID)
    folder.rename(folder.with_name("away"))

    with pytest.raises(LibraryError, match=ID):
        await library.edit(ID, replaced(0, "散会。"), at=AT)

    folder.with_name("away").rename(folder)
    await library.set_speaker_state(ID, SpeakerState.NONE)
    kept = text_file.read(folder)
    assert kept is not None
    assert len(kept.edits) == 1
