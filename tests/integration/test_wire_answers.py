"""Questions that more than one message answers, over a real socket."""

import asyncio
from pathlib import Path

import pytest

from appliance.errors import UsageError
from appliance.wire import Connection, RemoteError, WireError, serve
from appliance.wire.answers import Answer, answers
from appliance.wire.files import FileLine, GetQueue, QueueTold
from appliance.wire.files_client import followed_queue, queue
from appliance.wire.supervision import GetSystemStatus, ProcessProgress, ShutDown


def line(job_id: str) -> FileLine:
    """A file of the queue."""
    return FileLine(id=job_id, batch_id="b", name="a.wav", path=None, size_bytes=1, state="waiting")


async def talk(connection: Connection) -> None:
    """Count to five; refuse ShutDown after one; tell a queue in two parts, then leave."""
    message = await connection.receive()
    match message:
        case ProcessProgress():
            for count in range(1, 6):
                await connection.send(ProcessProgress(count=count))
        case ShutDown():
            await connection.send(ProcessProgress(count=1))
            raise UsageError("Not {when}.", hint="Come later.", when="now")
        case GetSystemStatus():
            return
        case _:
            await connection.send(QueueTold(files=(line("1"), line("2")), last=False))
            await connection.send(QueueTold(files=(line("3"),), gone=("1",)))
            if isinstance(message, GetQueue):
                await asyncio.Event().wait()


async def test_answers_end_with_the_last_one(tmp_path: Path) -> None:
    """Whatever would follow; without one they end with an error that says what to do."""
    path = tmp_path / "s.sock"

    def is_third(message: Answer) -> bool:
        return isinstance(message, ProcessProgress) and message.count == 3

    question = ProcessProgress(count=0)
    async with serve(path, talk):
        told = [each async for each in answers(path, question, is_last=is_third)]
        with pytest.raises(WireError, match="went away before it had answered") as gone:
            await anext(answers(path, GetSystemStatus()))

    assert [ProcessProgress(count=count) for count in (1, 2, 3)] == told
    assert "try again" in gone.value.hint


async def test_a_refusal_in_the_middle_is_raised(tmp_path: Path) -> None:
    """After what came before it."""
    path = tmp_path / "s.sock"
    async with serve(path, talk):
        told = answers(path, ShutDown())
        first = await anext(told)
        with pytest.raises(RemoteError, match="Not now") as refused:
            await anext(told)

    assert ProcessProgress(count=1) == first
    assert "Come later." == refused.value.hint


async def test_a_queue_in_parts_is_one(tmp_path: Path) -> None:
    """Also followed, until the station goes away."""
    path = tmp_path / "s.sock"
    async with serve(path, talk):
        known = await queue(path)
        told = followed_queue(path)
        followed = await anext(told)
        with pytest.raises(WireError, match="went away"):
            await anext(told)

    assert ["2", "3"] == list(known.files) == list(followed.files)
