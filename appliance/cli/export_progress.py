"""The steps of an export in words, while it goes on."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Final

from appliance.cli.step_progress import shown

if TYPE_CHECKING:
    from appliance.wire.exports import ExportStepTold

_SAID: Final = {
    "checking": "checking the stick",
    "writing": "writing",
    "flushing": "waiting until the stick has everything",
    "verifying": "reading back and comparing",
}


def way_out(done: "ExportStepTold") -> str:
    """Say whether the stick may be pulled."""
    if not done.eject_first:
        return "The stick can be unplugged."
    return (
        "Leave the stick in: it is still in use. Let go of it: tingxia stick eject STICK\n"
        "Where no box runs, or the box did not mount it: umount FOLDER, where it is mounted."
    )


async def followed(steps: "AsyncIterator[ExportStepTold]") -> "ExportStepTold | None":
    """Show how far it is; returns the last step, None if there was none."""
    last: ExportStepTold | None = None
    with shown() as hear:
        async for last in steps:
            if last.step in _SAID:
                hear(_SAID[last.step], last.done_bytes, last.total_bytes or None)
    return last
