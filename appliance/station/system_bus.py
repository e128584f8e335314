"""Asking systemd's services, which decide who may do what.

Their own client is asked, ``busctl``: it needs no right but the one that polkit gives, and has no
way around it, as ``systemctl poweroff`` has.
"""

import asyncio
from typing import Final

ANSWER_S: Final = 10.0

_BUSCTL: Final = (
    "busctl",
    "--system",
    # Nobody sits at a password prompt of the station.
    "--allow-interactive-authorization=no",
    f"--timeout={ANSWER_S:.0f}",
)


class BusRefusal(Exception):  # noqa: N818 # never shown: whoever asked makes an error of it
    """A service refused, or there is no bus; in the words of the client."""


async def busctl(*arguments: str) -> str:
    """Return what it answers.

    Raises BusRefusal, TimeoutError, OSError on a system without such a client.
    """
    process = await asyncio.create_subprocess_exec(
        *(*_BUSCTL, *arguments),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(2 * ANSWER_S):
            told, complaint = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        raise BusRefusal(complaint.decode(errors="replace").strip()[-200:])
    return told.decode(errors="replace")
