"""A clock that stands until a test moves it."""

from datetime import UTC, datetime, timedelta

from appliance.domain.journal import Instant


class FakeClock:
    """Starts at noon of 1 May 2025; ``pass_time`` and ``reboot`` are the test's."""

    def __init__(self, *, boot_id: str = "first-boot") -> None:
        self.boot_id = boot_id
        self.elapsed_s = 0.0
        self.is_trusted = True

    def now(self) -> Instant:
        """Return the moment the test has reached."""
        wall = datetime(2025, 5, 1, 12, tzinfo=UTC) + timedelta(seconds=self.elapsed_s)
        return Instant(
            boot_id=self.boot_id,
            monotonic_ns=round(self.elapsed_s * 1e9),
            wall=wall.isoformat(timespec="milliseconds"),
            clock_trusted=self.is_trusted,
        )

    def pass_time(self, seconds: float) -> None:
        """Move on."""
        self.elapsed_s += seconds

    def reboot(self) -> None:
        """Let the next moments belong to another boot."""
        self.boot_id += "'"
