"""Notices when somebody changes a lexicon, so that it holds from the next sentence on."""

import asyncio
import logging
from pathlib import Path
from typing import Final

from appliance.inference.recogniser import Recogniser
from appliance.text.lexicon_folder import pack_files

log = logging.getLogger(__name__)

_EVERY_S: Final = 2.0


async def watch_lexicons(recogniser: Recogniser) -> None:
    """Have the lexicons read again whenever one changed; runs as long as the process."""
    folder = recogniser.settings.paths.lexicons
    seen = await asyncio.to_thread(folder_stamp, folder)
    while True:
        await asyncio.sleep(_EVERY_S)
        stamp = await asyncio.to_thread(folder_stamp, folder)
        if stamp != seen:
            seen = stamp
            await recogniser.reload_text()
            terms = len(recogniser.lexicon.terms)
            log.info("lexicons read again", extra={"event": "lexicons-read", "terms": terms})


def folder_stamp(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Return what changes when a pack does: names, times and sizes."""
    stamp = []
    for file in pack_files(folder):
        try:
            status = file.stat()
        except OSError:  # it was removed just now
            continue
        stamp.append((file.name, status.st_mtime_ns, status.st_size))
    return tuple(stamp)
