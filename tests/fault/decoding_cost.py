"""Prints what decoding costs, a line a file: ``python -m tests.fault.decoding_cost FILES…``."""

import asyncio
import os
import resource
import sys
import time
from pathlib import Path

from appliance.station.decoding import decode
from appliance.station.unreadable_audio import UnreadableAudioError


async def outcome(file: Path) -> str:
    """Decode a file; say what came of it."""
    decoded_bytes = 0
    try:
        async for block in decode(file):
            decoded_bytes += len(block)
    except UnreadableAudioError as error:
        return error.refusal
    return f"{decoded_bytes / 32_000:.1f} s of audio"


def main() -> None:
    """Decode each file below a process of its own, which then knows the peak of its child."""
    print(" wall s   CPU s   MiB  file: outcome")
    for name in sys.argv[1:]:
        sys.stdout.flush()
        child = os.fork()
        if child:
            os.waitpid(child, 0)
            continue
        began = time.monotonic()
        told = asyncio.run(outcome(Path(name)))
        spent = resource.getrusage(resource.RUSAGE_CHILDREN)
        print(
            f"{time.monotonic() - began:7.2f} {spent.ru_utime + spent.ru_stime:7.2f}"
            f" {spent.ru_maxrss // 1024:5}  {Path(name).name}: {told}",
            flush=True,
        )
        os._exit(0)


if __name__ == "__main__":
    main()
