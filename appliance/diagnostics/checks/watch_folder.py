"""Whether all files of the watch folder can be taken."""

from appliance.diagnostics.checks.check import (
    Area,
    Check,
    Judgement,
    Way,
    attention,
    broken,
    inapplicable,
    mark,
    ok,
)
from appliance.diagnostics.facts import Facts


def look(facts: Facts) -> Judgement:
    """No folder is no fault; what is left out of one would otherwise never be noticed."""
    watch = facts.watch
    if not watch.folder:
        return inapplicable(mark("No folder is watched."))
    if watch.problem:
        return broken(
            mark("The watched folder {folder} cannot be read: {reason}."),
            mark("Connect the disk it lies on, or choose another folder in the settings."),
            folder=watch.folder,
            reason=watch.problem,
        ).on(Way.STORAGE)
    if watch.is_too_full:
        return attention(
            mark("The watched folder {folder} holds more files than are looked at."),
            mark("Move files that are transcribed elsewhere; new ones may not be seen."),
            folder=watch.folder,
        )
    if watch.unreadable:
        return attention(
            mark("{count} files in the watched folder cannot be read: {files}"),
            mark("Let the appliance's user read them; they are taken by themselves then."),
            count=str(len(watch.unreadable)),
            files=", ".join(watch.unreadable[:3]),
        )
    return ok(mark("All files in the watched folder {folder} can be read."), folder=watch.folder)


CHECK = Check(
    name="watch-folder",
    area=Area.BOX,
    title=mark("Watched folder"),
    why=mark("What cannot be read there is not transcribed, and nobody else says so."),
    look=look,
)
