"""Writing recordings to a stick so that "done" is true: the coroutine around ``writing.Export``."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from pathlib import Path
from typing import Any, Final, Literal

from appliance.export.contents import FLAC, AudioSource
from appliance.export.errors import ExportError, explained
from appliance.export.formats import LABELS
from appliance.export.item import ExportItem
from appliance.export.options import ExportOptions
from appliance.export.progress import ExportProgress
from appliance.export.stick import Stick
from appliance.export.writing import Export, Load

log = logging.getLogger(__name__)

LOAD_TIMEOUT_S: Final = 300.0
"""For the text of one recording; the library answers in milliseconds."""

Fetch = Callable[[], Coroutine[Any, Any, ExportItem]]
"""Gives a recording when it is its turn, so that many never lie in memory together."""


async def export(
    items: Sequence[ExportItem | Fetch],
    target: Path,
    *,
    receipts: Path,
    locale: Literal["zh-CN", "en"] = "zh-CN",
    options: ExportOptions | None = None,
    stick: Stick | None = None,
    source: AudioSource = FLAC,
) -> AsyncGenerator[ExportProgress]:
    """Write recordings below ``target`` and verify them; the last progress is DONE.

    ``receipts`` is the data folder's folder of receipts; nothing is exported into the data
    folder itself. What an interrupted export of the same recordings left there, whole, is not
    written again. Raises ExportError: then nothing is called done and the originals are
    untouched. All file operations run on threads of their own.
    """
    loop = asyncio.get_running_loop()
    work = Export(
        [_loader(item, loop) for item in items],
        stick=stick or Stick(),
        target=target,
        receipts=receipts,
        labels=LABELS[locale],
        options=options or ExportOptions(),
        source=source,
    )
    async with aclosing(carried_out(work, target)) as steps:
        async for progress in steps:
            yield progress


async def carried_out(work: Export, target: Path) -> AsyncGenerator[ExportProgress]:
    """Do the work of an export on a thread of its own. Raises ExportError."""
    loop = asyncio.get_running_loop()
    thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="export")
    steps = _explained(work.run(), target)
    try:
        while (progress := await loop.run_in_executor(thread, next, steps, None)) is not None:
            yield progress
    finally:
        # Also after a cancellation: the step under way ends first, then its traces are removed.
        await loop.run_in_executor(thread, steps.close)
        thread.shutdown(wait=False)


def _loader(item: ExportItem | Fetch, loop: asyncio.AbstractEventLoop) -> Load:
    if isinstance(item, ExportItem):
        return lambda: item

    def load() -> ExportItem:
        loading = asyncio.run_coroutine_threadsafe(item(), loop)
        try:
            return loading.result(LOAD_TIMEOUT_S)
        except TimeoutError as error:  # an OSError, which would be blamed on the stick
            loading.cancel()
            raise ExportError(
                "The text of a recording did not come within {timeout_s} s.",
                hint="The box is very busy: export again later. The recordings in the box are"
                " untouched.",
                timeout_s=round(LOAD_TIMEOUT_S),
            ) from error

    return load


def _explained(steps: Iterator[ExportProgress], target: Path) -> Generator[ExportProgress]:
    try:
        yield from steps
    except OSError as error:
        log.warning(
            "export failed: %s", error, extra={"event": "export-failed", "errno": error.errno}
        )
        raise explained(error, target) from error
