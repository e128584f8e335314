"""The answer to a page that asks whether it still hears the station.

``recovery.js`` asks when nothing else came for half a second. A page whose question stays open
for a second says that what it shows may be old: the station may hang without the socket falling.
"""

from nicegui import core

EVENT = "beat"


def answer() -> None:
    """Answer every page, from the loop that also draws them."""
    core.sio.on(EVENT, _answer)


async def _answer(_sid: str) -> bool:
    return True
