"""Whether the disk works."""

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


def look(facts: Facts) -> Judgement:
    """Judge: a kernel that meets errors mounts a disk read-only, or counts them."""
    disk = facts.disk
    if disk.is_read_only:
        return broken(
            mark("The disk has become read-only: the system found errors on it."),
            mark("Export what you need at once, restart the box, and have the disk replaced."),
        ).on(Way.STICK)
    if disk.write_problem:
        return broken(
            mark("Nothing can be written to the disk: {reason}."),
            mark("Export what you need at once, restart the box, and have the disk replaced."),
            reason=disk.write_problem,
        ).on(Way.STICK)
    if disk.error_count:
        return attention(
            mark("The file system has counted errors ({count})."),
            mark("Make a backup, and have the disk checked or replaced."),
            count=str(disk.error_count),
        ).on(Way.STORAGE)
    return ok(mark("The disk can be written, and no errors were counted."))


CHECK = Check(
    name="disk-health",
    area=Area.MACHINE,
    title=mark("Health of the disk"),
    why=mark("A failing disk announces itself by errors before it loses recordings."),
    look=look,
)
