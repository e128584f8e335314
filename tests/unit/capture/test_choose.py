"""Which microphone the settings mean."""

import pytest

from appliance.capture.sources import Source, SourceUnavailableError
from appliance.capture.sources.choose import FirstOf
from appliance.capture.sources.virtual import SilenceOpener, SilentSource


class NoMicrophone:
    """Finds nothing."""

    def open(self) -> Source:
        """Refuse."""
        raise SourceUnavailableError("No microphone is connected.")


class Microphone:
    """Finds a microphone."""

    def open(self) -> Source:
        """Open it."""
        return SilentSource()


def test_a_stand_in_is_heard_only_without_a_real_microphone() -> None:
    """The real microphone comes first; without one the stand-in; without both the reason."""
    real = FirstOf(Microphone(), NoMicrophone()).open()
    stand_in = FirstOf(NoMicrophone(), SilenceOpener(speed=1.0)).open()
    assert isinstance(real, SilentSource)
    assert isinstance(stand_in, SilentSource)
    with pytest.raises(SourceUnavailableError, match="connected"):
        FirstOf(NoMicrophone(), NoMicrophone()).open()


class Plug:
    """Finds a microphone while it is plugged in."""

    def __init__(self) -> None:
        self.is_plugged = True

    def open(self) -> Source:
        """Open it, if it is there."""
        return (Microphone() if self.is_plugged else NoMicrophone()).open()


def test_nothing_stands_in_for_a_microphone_that_was_heard() -> None:
    """The built-in meeting never gets into the recording of a real one; the real one comes back."""
    plug = Plug()
    opener = FirstOf(plug, SilenceOpener(speed=1.0))
    opener.open()
    plug.is_plugged = False
    with pytest.raises(SourceUnavailableError, match="connected"):
        opener.open()
    plug.is_plugged = True
    assert isinstance(opener.open(), SilentSource)
