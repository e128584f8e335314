"""Asking the station's doctor, where more than one message answers."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import TypeVar

from appliance.wire.answers import Answer, answers
from appliance.wire.codec import Message
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
    def is_last(message: Answer) -> bool:
        return isinstance(message, kind) and message.step == _DONE

    async for message in answers(socket, question, is_last=is_last):
        if isinstance(message, kind):
            yield message
