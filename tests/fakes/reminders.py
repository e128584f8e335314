"""A reminder that a test sets."""

from appliance.station.face_reminders import Reminder


class FakeReminders:
    """Implements face_reminders.Reminders. Its public fields are the test's hands."""

    def __init__(self) -> None:
        self.shown: Reminder | None = None
        self.dismissed = 0
        self.looked = 0

    def now(self) -> Reminder | None:
        """Return what the test set."""
        self.looked += 1
        return self.shown

    def dismiss(self) -> None:
        """Take it away."""
        self.shown = None
        self.dismissed += 1
