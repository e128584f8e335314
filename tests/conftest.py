"""What all tests share."""

import os

from hypothesis import settings

from appliance.offline import go_offline

go_offline()

os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = "unix:path=/nonexistent"
"""No test, and no process that a test starts, reaches what could switch this machine off."""

settings.register_profile("tingxia", deadline=None)
settings.load_profile("tingxia")
"""A busy machine is no error; benches measure."""


FOR_TESTS = ("TINGXIA_FAULTS", "TINGXIA_SCREENS")
"""What tests are told by the environment."""


def pytest_collection_finish() -> None:
    """Take back what the tests have read by now: a box would call it an unknown setting."""
    for name in FOR_TESTS:
        os.environ.pop(name, None)
