"""Audio on its way from a stick into the box, on real folders."""

import asyncio
import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest

from appliance.domain.stick_contents import Limits, Refusal
from appliance.domain.stick_mounting import Deed
from appliance.domain.wishes import Wishes
from appliance.station.face_sticks import StickStep
from appliance.station.file_import import leftovers
from appliance.station.stick_errors import StickError
from appliance.station.stick_steps import stepped
from appliance.wire.supervision import Volume
from tests.fakes.hostile_stick import SPARSE_BYTES, crowd, sound
from tests.fakes.stick_box import StickBox

KINGSTON = Volume(
    identity="1A2B-3C4D",
    label="KINGSTON",
    mount_point="/media/KINGSTON",
    filesystem="vfat",
    free_bytes=1,
    total_bytes=2,
    writable=False,
)


@pytest.fixture
def box(tmp_path: Path) -> StickBox:
    """A box with an empty stick."""
    return StickBox(folder=tmp_path)


def refusals(outcomes: object) -> dict[str, Refusal | None]:
    """Return the refusal of each file or pack."""
    assert isinstance(outcomes, tuple)
    return {outcome.path: outcome.refusal for outcome in outcomes}


async def test_audio_is_copied_hashed_and_taken_with_its_name(box: StickBox) -> None:
    """The stick may be pulled once everything is copied; nothing stays in the inbox."""
    content = sound(b"ab")
    (box.stick / "会议").mkdir()
    (box.stick / "会议" / "采访\x07.wav").write_bytes(content)
    wishes = Wishes(language="zh", hot_words=("听匣",), packs=("workshop",))
    importing = box.sticks.import_audio(str(box.stick), wishes=wishes)
    steps = [progress async for progress in importing]
    sha256 = hashlib.sha256(content).hexdigest()
    (outcome,) = steps[-1].outcomes
    assert [(r"采访\x07.wav", sha256)] == box.taken
    assert wishes == box.wishes
    assert ("job-1", sha256, len(content)) == (
        outcome.job_id,
        outcome.sha256,
        outcome.size_bytes,
    )
    told = [progress.step for progress in steps]
    assert [StickStep.CHECKING, StickStep.COPYING] == told[:2]
    assert [StickStep.COPIED, StickStep.TAKING, StickStep.DONE] == told[-3:]
    assert [] == list(box.paths.inbox.iterdir())


async def test_a_stick_is_in_use_until_everything_is_copied(box: StickBox) -> None:
    """Then it may be pulled, though the queue still takes the files over."""
    (box.stick / "a.wav").write_bytes(sound(b"ab"))
    box.plugged = (KINGSTON.model_copy(update={"mount_point": str(box.stick)}),)
    steps = box.sticks.import_audio(KINGSTON.identity)
    used = [(each.step, bool(box.sticks.in_use())) async for each in steps]
    assert (StickStep.COPYING, True) in used
    assert {(StickStep.COPIED, False), (StickStep.TAKING, False), (StickStep.DONE, False)} < {*used}


async def test_a_file_that_is_refused_does_not_stop_the_others(box: StickBox) -> None:
    """Each is named with its own reason."""
    (box.stick / "good.wav").write_bytes(sound(b"ab"))
    (box.stick / "text.wav").write_text("Dear reader")
    (box.stick / "broken.flac").write_bytes(b"fLaC" + bytes(60))
    (box.stick / "held.wav").write_bytes(sound(b"cd"))
    box.unqueued = {"held.wav"}
    (box.stick / "zcopy.wav").write_bytes(sound(b"ab"))
    expected = {
        "good.wav": None,
        "text.wav": Refusal.NOT_AUDIO,
        "broken.flac": None,
        "held.wav": Refusal.NOT_QUEUED,
        "zcopy.wav": Refusal.SAME_AS_ANOTHER,
    }
    assert expected == refusals(await box.import_audio())
    assert [] == list(box.paths.inbox.iterdir())


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("../outside/secret.wav", Refusal.ODD_PATH),
        ("/etc/passwd", Refusal.ODD_PATH),
        (r"\x2e\x2e/outside/secret.wav", Refusal.ODD_PATH),
        ("link.wav", Refusal.LINK),
        ("folder-link/secret.wav", Refusal.LINK),
        ("pipe.wav", Refusal.NO_FILE),
        ("folder", Refusal.NO_FILE),
        ("sparse.wav", Refusal.AUDIO_TOO_LARGE),
        ("empty.wav", Refusal.EMPTY),
        ("missing.wav", Refusal.UNREADABLE),
        ("good.wav/x.wav", Refusal.UNREADABLE),
        ("1/2/3/4/5/6/7/8/9.wav", Refusal.TOO_DEEP),
    ],
)
async def test_what_is_named_is_confined_as_what_is_found(
    path: str, expected: Refusal, box: StickBox
) -> None:
    """A name that a person or a program gives leads no further than a look does."""
    (box.outside / "secret.wav").write_bytes(sound(b"ab"))
    (box.stick / "good.wav").write_bytes(sound(b"cd"))
    (box.stick / "link.wav").symlink_to(box.outside / "secret.wav")
    (box.stick / "folder-link").symlink_to(box.outside)
    (box.stick / "folder").mkdir()
    (box.stick / "empty.wav").touch()
    os.mkfifo(box.stick / "pipe.wav")
    (box.stick / "sparse.wav").touch()
    os.truncate(box.stick / "sparse.wav", SPARSE_BYTES)
    assert {path: expected, "good.wav": None} == refusals(await box.import_audio(path, "good.wav"))


async def test_without_room_for_all_nothing_is_copied(box: StickBox) -> None:
    """It is known before the first byte; what the box keeps for recordings is not given away."""
    (box.stick / "a.wav").write_bytes(sound(b"ab"))
    box.sticks._kept_free_bytes = 2**62
    with pytest.raises(StickError, match="0 MB to spare"):
        await box.import_audio()
    assert [] == list(box.paths.inbox.iterdir())


def on_read(box: StickBox, deed: Callable[[], object]) -> None:
    """Do something once, after the first block was read from the stick."""
    deeds = [deed]

    def reading(descriptor: int, size: int) -> bytes:
        block = os.read(descriptor, min(size, 10_000))
        if deeds:
            deeds.pop()()
        return block

    box.read = reading


@pytest.mark.parametrize("change", ["grows", "shrinks", "is written over"])
async def test_a_file_that_changes_while_it_is_read_is_refused(change: str, box: StickBox) -> None:
    """Half of the old and half of the new would be nobody's recording."""
    file = box.stick / "a.wav"
    content = sound(bytes(100_000))
    file.write_bytes(content)
    os.utime(file, (1, 1))
    changed = {"grows": content * 2, "shrinks": content[:20_000], "is written over": content}
    on_read(box, lambda: file.write_bytes(changed[change]))
    assert {"a.wav": Refusal.CHANGED} == refusals(await box.import_audio())
    assert ([], []) == (box.taken, list(box.paths.inbox.iterdir()))


async def test_a_stick_pulled_in_the_middle_leaves_nothing_half(
    box: StickBox,
) -> None:
    """What was copied whole is taken; all else is named, and its beginning is gone."""
    for name in ("a.wav", "b.wav", "c.wav"):
        (box.stick / name).write_bytes(sound(name.encode() + bytes(30_001)))
    reads = iter(range(1000))

    def pulled(descriptor: int, size: int) -> bytes:
        if next(reads) > 5:
            raise OSError(5, "Input/output error")
        return os.read(descriptor, min(size, 10_000))

    box.read = pulled
    outcomes = await box.import_audio()
    expected = {"a.wav": None, "b.wav": Refusal.UNREADABLE, "c.wav": Refusal.UNREADABLE}
    assert expected == refusals(outcomes)
    assert {"Input/output error"} == {each.detail for each in outcomes if each.refusal}
    assert (1, []) == (len(box.taken), list(box.paths.inbox.iterdir()))


async def test_a_file_that_vanishes_before_it_is_opened_is_named(
    box: StickBox,
) -> None:
    """Between the look and the copy anything may happen."""
    for name in ("a.wav", "b.wav"):
        (box.stick / name).write_bytes(sound(name.encode()[:4]))
    on_read(box, (box.stick / "b.wav").unlink)
    expected = {"a.wav": None, "b.wav": Refusal.UNREADABLE}
    assert expected == refusals(await box.import_audio())


async def test_leaving_an_import_early_removes_what_was_copied(box: StickBox) -> None:
    """A person who cancels finds nothing of it later."""
    (box.stick / "a.wav").write_bytes(sound(bytes(5_000_000)))
    steps = box.sticks.import_audio(str(box.stick))
    async for progress in steps:
        if progress.done_bytes:
            break
    # A kill at this moment leaves it to the next start.
    assert leftovers(box.paths) == list(box.paths.inbox.iterdir()) != []
    await steps.aclose()
    assert ([], []) == (box.taken, list(box.paths.inbox.iterdir()))


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ("TOSHIBA", "no stick TOSHIBA"),
        ("", "no stick"),
        ("KINGSTON", "2 sticks are called KINGSTON"),
        ("{data}", "own data"),
        ("{data}/inbox", "own data"),
        ("{folder}", "own data"),
        ("/", "own data"),
        ("{folder}/missing", "cannot be read"),
        ("{folder}/file", "cannot be read"),
        ("{folder}/link", "cannot be read"),
        ("relative/path", "no stick"),
        ("/a\0b", "no stick"),
    ],
)
async def test_what_is_no_stick_is_refused_with_the_next_step(
    named: str, expected: str, box: StickBox
) -> None:
    """Typed wrong on purpose."""
    (box.folder / "file").touch()
    (box.folder / "link").symlink_to(box.stick)
    box.plugged = (KINGSTON, KINGSTON.model_copy(update={"identity": "other"}))
    volume = named.format(data=box.paths.data, folder=box.folder)
    with pytest.raises(StickError, match=expected) as caught:
        await box.sticks.contents(volume)
    assert caught.value.hint


async def test_a_stick_is_found_by_identity_label_and_mount_point(box: StickBox) -> None:
    """Whatever a person has at hand."""
    (box.stick / "a.wav").write_bytes(sound(b"ab"))
    box.plugged = (KINGSTON.model_copy(update={"mount_point": str(box.stick)}),)
    for name in ("1A2B-3C4D", "KINGSTON", str(box.stick)):
        contents = await box.sticks.contents(name)
        assert ["a.wav"] == [file.path for file in contents.audio]
    assert box.plugged == box.sticks.volumes()


@pytest.mark.timeout(600)
async def test_a_huge_listing_is_cut_short(tmp_path: Path) -> None:
    """After the first ten thousand names; what was seen by then is offered."""
    box = StickBox(folder=tmp_path, limits=Limits(look_s=600))
    count = int(os.environ.get("TINGXIA_NAMES", "100000"))
    await asyncio.to_thread(crowd, box.stick, count)
    contents = await box.sticks.contents(str(box.stick))
    assert (10_000, "entries") == (contents.looked_at, contents.cut_short)
    assert contents.refused_count == contents.looked_at


async def test_a_stick_that_does_not_answer_is_given_up(box: StickBox) -> None:
    """The thread that hangs in it is left to itself and stops nothing else."""
    hanging = Event()

    def steps() -> Iterator[None]:
        hanging.wait()
        yield

    box.sticks._stall_s = 0.05
    with pytest.raises(StickError, match="does not answer"):
        async for _ in box.sticks._stepped((step for step in steps()), box.stick):
            pass
    hanging.set()


async def test_steps_end_where_their_reader_leaves() -> None:
    """Closing waits until the thread has closed what it held."""
    closed = []

    def steps() -> Iterator[int]:
        try:
            yield from range(10)
        finally:
            closed.append(True)

    running = stepped((step for step in steps()), stall_s=20)
    assert 0 == await anext(running)
    await running.aclose()
    assert [True] == closed


async def test_a_stick_without_the_helper_is_written_out_but_stays_mounted(box: StickBox) -> None:
    """Whoever mounted it has to unmount it; a busy one is refused."""
    assert not (await box.sticks.eject(str(box.stick))).is_unmounted
    with box.sticks.use.reading(box.stick), pytest.raises(StickError, match="being read"):
        await box.sticks.eject(str(box.stick))
    async with box.sticks.writable(box.stick / "Tingxia"):
        with pytest.raises(StickError, match="being written"):
            await box.sticks.eject(str(box.stick))


async def test_a_stick_of_the_helper_is_unmounted_by_it(box: StickBox) -> None:
    """The station asks in one line and believes the answer."""
    asked: list[bytes] = []
    answer = b"ok\n"

    async def helper(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readline())
        writer.write(answer)
        writer.close()

    mounted = box.folder / "mounted" / "1A2B-3C4D"
    with pytest.raises(StickError, match="does not answer"):
        await box.sticks.eject(str(mounted))
    server = await asyncio.start_unix_server(helper, box.folder / "helper.sock")
    async with server:
        assert (await box.sticks.eject(str(mounted))).is_unmounted
        async with box.sticks.writable(mounted / "Tingxia"):
            pass
        async with box.sticks.writable(box.stick):
            pass
        answer = b"refused write-protected\n"
        with pytest.raises(StickError, match="write-protected") as caught:
            await box.sticks._door.ask(Deed.WRITABLE, "1A2B-3C4D")
    assert "lock" in caught.value.hint
    lines = [b"remove", b"writable", b"read-only", b"writable"]
    assert [line + b" 1A2B-3C4D\n" for line in lines] == asked
