"""Whether the library is whole."""

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
    """Judge: a damaged one was rebuilt from the recordings, which is worth knowing."""
    library = facts.library
    if library.problem:
        return broken(
            mark("The library cannot be read: {problem}"),
            mark("Restart the box: it is rebuilt from the recordings."),
            problem=library.problem,
        ).on(Way.THIS_BOX)
    if library.notice:
        return attention(
            "{notice}",
            mark("Look whether the history is complete. If it happens again, change the disk."),
            notice=library.notice,
        ).on(Way.HISTORY)
    if library.set_aside_count:
        return attention(
            mark("Damaged files were set aside ({count})."),
            mark("Nothing needs to be done at once. If there are more of them, change the disk."),
            count=str(library.set_aside_count),
        )
    return ok(mark("The library is whole."))


CHECK = Check(
    name="library",
    area=Area.BOX,
    title=mark("Library"),
    why=mark("The history and the search live in it; the recordings themselves do not."),
    look=look,
)
