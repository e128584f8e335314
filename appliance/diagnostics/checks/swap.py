"""Whether memory is being swapped out to the disk."""

from appliance.diagnostics.checks.check import (
    Area,
    Check,
    Judgement,
    Way,
    attention,
    inapplicable,
    mark,
    ok,
)
from appliance.diagnostics.facts import Facts

MUCH_SHARE = 0.5


def look(facts: Facts) -> Judgement:
    """Judge: a little of it is usual; much of it means that text comes late."""
    memory = facts.memory
    if not memory.swap_total_bytes:
        return inapplicable(mark("There is no swap, as it should be on a box."))
    used = f"{memory.swap_used_bytes / 1e9:.1f}"
    if memory.swap_used_bytes > MUCH_SHARE * memory.swap_total_bytes:
        return attention(
            mark("{used} GB of memory lie on the disk: text may come late."),
            mark("Close other programs, or take a smaller model."),
            used=used,
        ).on(Way.RECOGNITION)
    return ok(mark("{used} GB of memory lie on the disk."), used=used)


CHECK = Check(
    name="swap",
    area=Area.MACHINE,
    title=mark("Swap"),
    why=mark("Memory that was moved to the disk is a thousand times as slow."),
    look=look,
)
