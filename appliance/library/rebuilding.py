"""The library made anew from the folders, once these know all that its rows do."""

from collections.abc import Iterable
from dataclasses import replace

from appliance.domain.progress import Progress
from appliance.library import restoring
from appliance.library.errors import LibraryError
from appliance.library.opening import Opening
from appliance.library.restoring import FilesBehindError, Restored
from appliance.library.text_keeper import TextKeeper
from appliance.paths import Paths


def rebuild(opening: Opening, paths: Paths, progress: Progress) -> Restored:
    """Replace all rows by what the folders tell; files that know less are written first.

    Raises LibraryError, and changes no row, if a file cannot be written.
    """
    keeper = opening.keeper
    opening.take_over_all(progress)
    _keep(keeper, keeper.behind, paths)
    try:
        restored = restoring.rebuild(keeper.store, paths, progress)
    except FilesBehindError as error:
        restored = _rebuild_after(error.restored, keeper, paths, progress)
    keeper.begin_anew()
    return restored


def _rebuild_after(
    first: Restored, keeper: TextKeeper, paths: Paths, progress: Progress
) -> Restored:
    _keep(keeper, first.behind, paths)
    try:
        second = restoring.rebuild(keeper.store, paths, progress)
    except FilesBehindError as error:
        raise _refusal(len(error.restored.behind), "it cannot be read again") from error
    # What was set aside is told by the first, all else by both.
    return replace(second, problems=tuple(dict.fromkeys((*first.problems, *second.problems))))


def _keep(keeper: TextKeeper, recording_ids: Iterable[str], paths: Paths) -> None:
    keeper.keep(recording_ids)
    behind = [each for each in keeper.behind if paths.recording(each).is_dir()]
    if behind:
        failure = keeper.failure
        raise _refusal(len(behind), (failure.strerror if failure else None) or failure)


def _refusal(count: int, reason: object) -> LibraryError:
    return LibraryError(
        "{count} recordings know more than their folders, and these cannot be written: {reason}.",
        hint="Check the disk and its room, then rebuild: the library is as it was.",
        count=count,
        reason=reason,
    )
