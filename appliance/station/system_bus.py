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

_NO_BUS: Final = "Failed to connect to bus"
"""As the client says it where systemd does not run, as in a container."""


class BusRefusal(Exception):  # noqa: N818 # never shown: whoever asked makes an error of it
    """A service refused; in the words of the client."""


async def busctl(*arguments: str) -> str:
    """Return what it answers.

    Raises BusRefusal, TimeoutError, OSError on a system without such a client or without a bus.
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
        refused = complaint.decode(errors="replace").strip()[-200:]
        if refused.startswith(_NO_BUS):
            raise FileNotFoundError(refused)
        raise BusRefusal(refused)
    return told.decode(errors="replace")
