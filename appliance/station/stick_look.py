"""Looking at what is on a stick, within the limits of domain.stick_contents."""

from collections import deque
from collections.abc import Callable, Generator
from pathlib import Path
from time import monotonic
from typing import Final

from appliance.domain.stick_contents import Limits, Look, Refusal, StickContents
from appliance.domain.stick_names import Place
from appliance.station.stick_folder import RefusedFileError, StickFolder

_TELL_EVERY: Final = 100
"""So many entries are looked at between two signs of life."""


def look(
    mount_point: Path,
    *,
    limits: Limits | None = None,
    now_s: Callable[[], float] = monotonic,
) -> Generator[StickContents | None]:
    """Yield None while it looks and what is there at the end. Raises OSError for the root alone.

    The upper folders come first: a listing without end in one folder hides only what is deeper.
    """
    found = Look(now_s(), limits)
    with StickFolder.opened(mount_point) as stick:
        waiting: deque[Place] = deque([()])
        while waiting and found.goes_on(now_s()):
            folder = waiting.popleft()
            try:
                for seen, entry in enumerate(stick.entries(folder), start=1):
                    if found.take(entry):
                        waiting.append(entry.place)
                    if not found.goes_on(now_s()):
                        break
                    if seen % _TELL_EVERY == 0:
                        yield None
            except RefusedFileError as refused:
                found.refuse(folder, refused.refusal)
            except OSError:
                if not folder:
                    raise
                found.refuse(folder, Refusal.UNREADABLE)
            yield None
    yield found.contents()
