"""What a child prints: into our log, bounded, with its last words kept."""

import asyncio
import logging
import os
from collections import deque
from typing import Final

from appliance.domain.process import Role

log = logging.getLogger(__name__)

LINE_LIMIT_BYTES: Final = 2000
LAST_LINES: Final = 6
LINES_PER_PERIOD: Final = 200
PERIOD_S: Final = 10.0
LAST_WORDS_WAIT_S: Final = 0.2
"""A grandchild that escaped may hold the pipe open; nobody waits longer for it."""


class Output:
    """Reads standard output and standard error of one run of a child.

    ``write_end`` is the file descriptor to start the child with; close it with `started`.
    """

    def __init__(self, role: Role) -> None:
        self._role = role
        self._read_end, self.write_end = os.pipe()
        self._last: deque[str] = deque(maxlen=LAST_LINES)
        self._budget = LINES_PER_PERIOD
        self._period_end_s = 0.0
        self._dropped = 0
        self._reading: asyncio.Task[None] | None = None

    async def started(self) -> None:
        """Begin to read; the child has its own copy of the write end now."""
        os.close(self.write_end)
        reader = asyncio.StreamReader(limit=LINE_LIMIT_BYTES)
        protocol = asyncio.StreamReaderProtocol(reader)
        pipe = os.fdopen(self._read_end, "rb", buffering=0)
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, pipe)
        self._reading = asyncio.create_task(self._read(reader, transport))

    async def ended(self) -> None:
        """Read what is left after the child's end, then close."""
        if self._reading is None:
            os.close(self.write_end)
            os.close(self._read_end)
            return
        await asyncio.wait({self._reading}, timeout=LAST_WORDS_WAIT_S)
        self._reading.cancel()
        await asyncio.gather(self._reading, return_exceptions=True)

    @property
    def last_words(self) -> str:
        """The last lines, newline-separated."""
        return "\n".join(self._last)

    async def _read(self, reader: asyncio.StreamReader, transport: asyncio.BaseTransport) -> None:
        partial = b""
        try:
            while block := await reader.read(LINE_LIMIT_BYTES):
                *lines, partial = (partial + block).split(b"\n")
                for line in lines:
                    self._take(line)
                if len(partial) >= LINE_LIMIT_BYTES:
                    self._take(partial)
                    partial = b""
            self._take(partial)
        finally:
            transport.close()

    def _take(self, raw: bytes) -> None:
        line = raw.decode(errors="replace").strip()
        if not line:
            return
        self._last.append(line)
        now_s = asyncio.get_running_loop().time()
        if now_s >= self._period_end_s:
            self._report_dropped()
            self._budget, self._period_end_s = LINES_PER_PERIOD, now_s + PERIOD_S
        if self._budget > 0:
            self._budget -= 1
            log.info("%s", line, extra={"event": "child-output", "role": self._role.value})
        else:
            self._dropped += 1

    def _report_dropped(self) -> None:
        if self._dropped:
            log.info(
                "%s lines of output left out",
                self._dropped,
                extra={"event": "child-output-dropped", "role": self._role.value},
            )
            self._dropped = 0
