"""Whether there is memory left."""

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

SHORT_SHARE = 0.10
LEAST_BYTES = 150_000_000


def look(facts: Facts) -> Judgement:
    """Short memory slows everything before the kernel ends a process."""
    memory = facts.memory
    fields = {
        "available": f"{memory.available_bytes / 1e9:.1f}",
        "total": f"{memory.total_bytes / 1e9:.1f}",
        "count": str(memory.killed_count),
    }
    if memory.total_bytes and memory.available_bytes < LEAST_BYTES:
        return broken(
            mark("Memory is nearly used up: {available} of {total} GB are left."),
            mark("Close other programs, take a smaller model, or restart the box."),
            **fields,
        ).on(Way.RECOGNITION)
    if memory.available_bytes < SHORT_SHARE * memory.total_bytes:
        return attention(
            mark("Memory is short: {available} of {total} GB are left."),
            mark("Close other programs, or take a smaller model."),
            **fields,
        ).on(Way.RECOGNITION)
    if memory.killed_count:
        return attention(
            mark("Since it started, the system ended programs for lack of memory ({count})."),
            mark("Close other programs, or take a smaller model."),
            **fields,
        ).on(Way.RECOGNITION)
    return ok(mark("{available} of {total} GB of memory are free."), **fields)


CHECK = Check(
    name="memory",
    area=Area.MACHINE,
    title=mark("Memory"),
    why=mark("A model that does not fit is given up or makes everything slow."),
    look=look,
)
