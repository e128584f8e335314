"""What a support bundle knows of the titles that people gave."""

from pathlib import Path
from typing import cast

from appliance.config import Settings, Storage
from appliance.domain.journal import Instant
from appliance.domain.recording import Recording, RecordingState
from appliance.domain.text_state import TextState
from appliance.library import Library, LibraryRow, Origin
from appliance.station.doctor_support import SupportBundles

MANY = 20_600


def row(number: int) -> LibraryRow:
    """A recording that somebody gave a title."""
    return LibraryRow(
        recording=Recording(
            id=str(number),
            title="",
            state=RecordingState.CLOSED,
            started=Instant(
                boot_id="b", monotonic_ns=0, wall="2025-05-12T09:30:00Z", clock_trusted=True
            ),
        ),
        origin=Origin.MICROPHONE,
        total_samples=0,
        text_state=TextState.COMPLETE,
        problem="",
        decided_samples=0,
        excerpt="",
        title=f"the title {number}",
    )


class ManyRecordings:
    """A library that only pages through its rows."""

    def __init__(self, rows: list[LibraryRow]) -> None:
        self._rows = rows

    async def page(
        self, *, limit: int, before: str | None = None, trashed: bool = False
    ) -> list[LibraryRow]:
        """List them in order."""
        first = 0 if before is None else int(before) + 1
        return [] if trashed else self._rows[first : first + limit]


async def test_all_titles_are_known_however_many_there_are(tmp_path: Path) -> None:
    """The last one is hidden as well as the first."""
    rows = [row(number) for number in range(MANY)]
    settings = Settings(storage=Storage(data_dir=tmp_path))
    support = SupportBundles(settings, cast("Library", ManyRecordings(rows)), settings.paths)

    known, counts = await support._known(None)

    assert {f"the title {number}" for number in range(MANY)} <= known
    assert MANY == sum(counts.values())
