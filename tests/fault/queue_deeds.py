"""What a person may do with the queue of files, and what must be true once it was acknowledged."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import nullcontext
from typing import Final

from hypothesis import strategies as st

from appliance.domain.batch import OVER, JobState
from appliance.wire import request
from appliance.wire.files import AddFiles, ChangeQueue, FileLine, FilesAdded, QueueChanged
from appliance.wire.files_client import queue
from tests.fakes.audio_files import wav
from tests.fakes.inference_server import spoken
from tests.fault.hands import Hands, NotNowError, Words, one_of, unless

PATIENCE_S: Final = 60.0
LAST: Final = 1_000_000
"""Behind all others."""

Deed = Callable[..., Awaitable[None]]
WHICH: Final = st.integers(0, 99)
WORDS: Final = st.lists(st.integers(1, 99), min_size=1, max_size=4).map(tuple)
SELDOM: Final = st.sampled_from((False, False, True))


async def add_batch(hands: Hands, *, said: Sequence[Words], copy_first: bool) -> None:
    """Queue some files, where they are or as copies."""
    files = {hands.new_title(): hands.never_said(words) for words in said}
    for title, words in files.items():
        (hands.files / f"{title}.wav").write_bytes(wav(spoken(*words)))
        hands.unanswered[title] = (words,)
    question = AddFiles(
        paths=tuple(str(hands.files / f"{title}.wav") for title in files),
        copy_first=copy_first,
    )
    added = await request(hands.paths.station_socket, question, FilesAdded, timeout_s=PATIENCE_S)
    for job_id, (title, words) in zip(added.job_ids, files.items(), strict=True):
        hands.know_file(job_id, title, words)
        del hands.unanswered[title]
    hands.coming |= files


async def pause(hands: Hands, *, wanted: bool) -> None:
    """Have the queue rest, or go on."""
    async with hands.changing(hands.queue, "paused", lambda _: wanted):
        await _asked(hands, ChangeQueue(deed="pause" if wanted else "resume"))


async def move(hands: Hands, *, which: int, is_first: bool) -> None:
    """Put a file before all that wait, or behind them."""
    async with hands.queueing:
        waiting = waiting_files(await _files(hands))
        if len(waiting) < 2:
            raise NotNowError
        chosen = one_of(waiting, which)
        others = tuple(each for each in waiting if each != chosen)
        hands.queue.sure["order"] = waiting
        order = (chosen, *others) if is_first else (*others, chosen)
        question = ChangeQueue(deed="move", job_ids=(chosen,), position=0 if is_first else LAST)
        async with hands.changing(hands.queue, "order", lambda _: order):
            with unless("does not wait any more"):
                await _asked(hands, question)


async def cancel(hands: Hands, *, which: int) -> None:
    """Give a file up with all that it became."""
    async with hands.queueing:
        line = await _some_file(hands, which, lambda line: line.state not in OVER)
        file = hands.queued[line.id]
        recording = hands.known.get(line.recording_id or "")
        # What is put on hold while it is removed may stay or not.
        hold = recording.turns["hold"] if recording is not None else nullcontext()
        async with hold, hands.changing(file, "given_up", lambda _: True):
            # The trash may have been emptied since.
            became = {each for each in hands.known if each == line.recording_id}
            file.became = "".join(became)
            with unless("on legal hold"), hands.removing(became) as gone:
                if not await _asked(hands, ChangeQueue(deed="cancel", job_ids=(line.id,))):
                    raise NotNowError  # it was over before
                gone.update(became)
        hands.coming.pop(file.title, None)


async def retry(hands: Hands, *, which: int) -> None:
    """Try a file again that was given up or failed."""

    def may_succeed(line: FileLine) -> bool:
        # A copy is removed with the recording that it became.
        is_lost = line.recording_id is None and line.path is None
        is_failed = line.state is JobState.FAILED and not is_lost
        return is_failed or line.state is JobState.CANCELLED

    async with hands.queueing:
        line = await _some_file(hands, which, may_succeed)
        file = hands.queued[line.id]
        async with hands.changing(file, "given_up", lambda _: False):
            if not await _asked(hands, ChangeQueue(deed="retry", job_ids=(line.id,))):
                raise NotNowError  # its text was made meanwhile
        if line.recording_id not in hands.known:
            hands.coming[file.title] = file.words
        order = hands.queue.sure["order"]
        assert isinstance(order, tuple)
        hands.queue.sure["order"] = tuple(each for each in order if each != line.id)


async def clear(hands: Hands, *, which: int) -> None:
    """Take a file off the list that is over."""
    async with hands.queueing:
        line = await _some_file(hands, which, lambda line: line.state in OVER)
        async with hands.changing(hands.queued[line.id], "listed", lambda _: False):
            count = await _asked(hands, ChangeQueue(deed="clear", job_ids=(line.id,)))
            assert 1 == count


def waiting_files(files: dict[str, FileLine]) -> tuple[str, ...]:
    """Return the ids of those that wait, in their order."""
    waiting = [line for line in files.values() if line.state is JobState.WAITING]
    return tuple(line.id for line in sorted(waiting, key=lambda line: line.position or 0))


async def _files(hands: Hands) -> dict[str, FileLine]:
    return (await queue(hands.paths.station_socket)).files


async def _some_file(hands: Hands, which: int, where: Callable[[FileLine], bool]) -> FileLine:
    """Return one of those of the queue that are like this. Raises NotNowError."""
    files = await _files(hands)
    return one_of(
        [line for line in files.values() if line.id in hands.queued and where(line)], which
    )


async def _asked(hands: Hands, question: ChangeQueue) -> int:
    socket = hands.paths.station_socket
    return (await request(socket, question, QueueChanged, timeout_s=PATIENCE_S)).count


QUEUE_DEEDS: Final[Mapping[Deed, Mapping[str, st.SearchStrategy[object]]]] = {
    add_batch: {"said": st.lists(WORDS, min_size=1, max_size=3), "copy_first": st.booleans()},
    pause: {"wanted": SELDOM},
    move: {"which": WHICH, "is_first": st.booleans()},
    cancel: {"which": WHICH},
    retry: {"which": WHICH},
    clear: {"which": WHICH},
}
