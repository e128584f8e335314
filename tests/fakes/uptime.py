"""A machine that is started anew when a test wants."""

from appliance.station.lock import Uptime


class FakeMachine:
    """Its clock of uptime goes only when told."""

    def __init__(self) -> None:
        self.boots = 1
        self.now_s = 100.0

    def wait(self, seconds: float) -> None:
        """Let time go by."""
        self.now_s += seconds

    def restart(self) -> None:
        """Begin anew; nobody knows how long it was off."""
        self.boots += 1
        self.now_s = 0.0

    def uptime(self) -> Uptime:
        """Return what a process of the present start sees."""
        return Uptime(boot_id=f"boot-{self.boots}", now_s=lambda: self.now_s)
