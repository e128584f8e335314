"""Whether there is room for recordings."""

from appliance.diagnostics.checks.check import (
    Area,
    Check,
    Judgement,
    Way,
    attention,
    broken,
    mark,
    ok,
)
from appliance.diagnostics.facts import Facts

SHORTEST_S = 60.0


def look(facts: Facts) -> Judgement:
    """How long the disk lasts, at the rate of a recording."""
    disk = facts.disk
    fields = {
        "free": f"{disk.free_bytes / 1e9:.1f}",
        "total": f"{disk.total_bytes / 1e9:.0f}",
        "hours": f"{disk.recordable_s / 3600:.1f}",
    }
    if disk.recordable_s < SHORTEST_S:
        return broken(
            mark("The disk is full: {free} of {total} GB are free."),
            mark("Export recordings to a stick, then delete them in the history."),
            **fields,
        ).on(Way.HISTORY)
    if disk.recordable_s < disk.warn_s:
        return attention(
            mark("The disk lasts for {hours} h of recording ({free} of {total} GB are free)."),
            mark("Export recordings to a stick, then delete them in the history."),
            **fields,
        ).on(Way.HISTORY)
    return ok(
        mark("The disk lasts for {hours} h of recording ({free} of {total} GB are free)."), **fields
    )


CHECK = Check(
    name="disk-room",
    area=Area.MACHINE,
    title=mark("Room on the disk"),
    why=mark("An hour of recording takes 115 MB. A full disk ends a recording."),
    look=look,
)
