"""Starts the throwaway process that tells speakers apart, listens to it, ends it."""

import asyncio
import json
import logging
import os
import re
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

from appliance.domain.speakers import Turn
from appliance.inference.diarisation_request import DiarisationRequest
from appliance.inference.errors import InferenceError

log = logging.getLogger(__name__)

STALL_S: Final = 900.0
"""Silent for so long it is stuck: half a block of audio takes a slow, busy machine a minute."""

_LAST_WORDS_BYTES: Final = 2000
_PLACE_IN_SOURCE: Final = re.compile(r"^\S+\.(?:cc|h):\w+:\d+ ")
"""How sherpa-onnx begins its complaints."""

_ENVIRONMENT: Final = {
    # Threads of the linear algebra library would each reserve address space.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "PYTHONUNBUFFERED": "1",
}


async def tell_apart(
    file: int, request: DiarisationRequest, on_progress: Callable[[int], Awaitable[None]]
) -> list[Turn]:
    """Return who speaks when in the open file; ``on_progress`` hears of samples done.

    The process is killed if this is cancelled. Raises InferenceError if it fails.
    """
    process = await _start(file, request)
    assert process.stdout is not None
    assert process.stderr is not None
    complaints = asyncio.create_task(_last_words(process.stderr))
    try:
        turns, problem = await _listen(process.stdout, on_progress)
        status = await process.wait()
        last_words = await complaints
    finally:
        await _end(process, complaints)
    if status != 0 or problem:
        reason = ": ".join(words for words in (problem, last_words) if words)
        log.warning(
            "diarisation failed with exit status %d: %s",
            status,
            reason,
            extra={"event": "diarisation-failed", "status": status},
        )
        raise _failed(reason or _end_of(status))
    return turns


async def _start(file: int, request: DiarisationRequest) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        "-m",
        "appliance.inference.diarisation_child",
        str(file),
        str(os.getpid()),
        request.to_json(),
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=PIPE,
        pass_fds=(file,),
        env={**os.environ, **_ENVIRONMENT},
    )


async def _listen(
    lines: asyncio.StreamReader, on_progress: Callable[[int], Awaitable[None]]
) -> tuple[list[Turn], str]:
    """Return the turns, and what went wrong according to the process itself."""
    turns: list[Turn] = []
    problem = ""
    while True:
        try:
            async with asyncio.timeout(STALL_S):
                line = await lines.readline()
        except TimeoutError as error:
            raise _failed(f"nothing was heard of it for {STALL_S / 60:.0f} minutes") from error
        if not line.endswith(b"\n"):
            return turns, problem  # the end, or cut off in the middle of a line
        facts = json.loads(line)
        if "done" in facts:
            await on_progress(facts["done"])
        elif "turn" in facts:
            start, end, speaker = facts["turn"]
            turns.append(Turn(start_sample=start, end_sample=end, speaker=speaker))
        else:
            problem = str(facts["error"])


async def _last_words(stream: asyncio.StreamReader) -> str:
    """Read standard error to its end and return its last line."""
    text = b""
    while block := await stream.read(_LAST_WORDS_BYTES):
        text = (text + block)[-_LAST_WORDS_BYTES:]
    lines = [line.strip() for line in text.decode(errors="replace").splitlines()]
    return _PLACE_IN_SOURCE.sub("", next((line for line in reversed(lines) if line), ""))


async def _end(process: Process, complaints: "asyncio.Task[str]") -> None:
    """Kill the process if it still runs, and take its pipes to their end."""
    with suppress(ProcessLookupError):
        if process.returncode is None:
            process.kill()
    assert process.stdout is not None
    await process.stdout.read()  # a full pipe would keep asyncio from seeing the end
    await process.wait()
    await complaints


def _end_of(status: int) -> str:
    """Say how a process ended that said nothing."""
    if status >= 0:
        return f"exit status {status}"
    return f"killed by signal {-status} ({signal.strsignal(-status)})"


def _failed(reason: str) -> InferenceError:
    return InferenceError(
        "The speakers cannot be told apart: {reason}.",
        hint="The text stays as it is. The logs on the Doctor page tell more; `tingxia models "
        "verify` looks at the models.",
        reason=reason.rstrip(".!"),
    )
