"""Asking the station's doctor, where more than one message answers."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import TypeVar

from wyoming.event import Event

from appliance.wire.codec import Message, WireError, to_error
from appliance.wire.connection import connect
from appliance.wire.doctor import MakeSupportBundle, RunSelfTest, SelfTestStepTold
from appliance.wire.exports import ExportStepTold

Step = TypeVar("Step", SelfTestStepTold, ExportStepTold)

_DONE = "done"


async def selftest_steps(socket: Path) -> AsyncIterator[SelfTestStepTold]:
    """Run a self-test and yield its steps. Raises RemoteError, WireError."""
    async for step in _steps(socket, RunSelfTest(), SelfTestStepTold):
        yield step


async def support_steps(socket: Path, question: MakeSupportBundle) -> AsyncIterator[ExportStepTold]:
    """Have a bundle made and yield the steps. Raises RemoteError, WireError."""
    async for step in _steps(socket, question, ExportStepTold):
        yield step


async def _steps(socket: Path, question: Message, kind: type[Step]) -> AsyncIterator[Step]:
    async with connect(socket) as connection:
        await connection.send(question)
        async for message in connection:
            if isinstance(message, Event) and message.type == "error":
                raise to_error(message)
            if isinstance(message, kind):
                yield message
                if message.step == _DONE:
                    return
    raise WireError(
        "The station went away before it had answered.",
        hint="It is being restarted; try again.",
    )
