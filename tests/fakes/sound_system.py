"""Stands in for the module ``sounddevice``: devices that come, go, refuse and fall silent."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any


class PortAudioError(Exception):
    """As sounddevice raises it."""


class FakeSoundSystem:
    """``plugged`` is what is there; PortAudio sees it when it is initialised afresh."""

    PortAudioError = PortAudioError

    def __init__(self) -> None:
        self.plugged: list[dict[str, Any]] = []
        self.busy: set[str] = set()
        self.streams: list[FakeStream] = []
        self.default = SimpleNamespace(device=[-1, -1])
        self.refuses = False
        """PortAudio cannot be initialised at the moment."""

        self._listed: list[dict[str, Any]] | None = []
        self._is_fresh = True

    def plug(self, name: str, *, channels: int = 1, mono: bool = True, rate: int = 48_000) -> None:
        """Add a device; without ``mono`` it insists on all of its channels."""
        self.plugged.append(
            {
                "name": name,
                "max_input_channels": channels,
                "default_samplerate": float(rate),
                "mono": mono,
            }
        )

    def query_devices(self) -> list[dict[str, Any]]:
        """List what was there at the initialisation."""
        if self._is_fresh:  # the import initialised it, just before the test plugged things in
            self._initialize()
        if self._listed is None:
            raise PortAudioError("PortAudio not initialized")
        return self._listed

    def _initialize(self) -> None:
        if self.refuses:
            raise PortAudioError("Error initializing PortAudio")
        self._is_fresh = False
        self._listed = [{**device, "index": at} for at, device in enumerate(self.plugged)]

    def _terminate(self) -> None:
        if self._listed is None:
            raise PortAudioError("PortAudio not initialized")
        self._listed = None

    def RawInputStream(self, **options: Any) -> "FakeStream":  # noqa: N802 - sounddevice's name
        """Open a device by the index of the present list."""
        device = self.query_devices()[options["device"]]
        if device["name"] in self.busy:
            raise PortAudioError("Device unavailable")
        if not device["mono"] and options["channels"] != device["max_input_channels"]:
            raise PortAudioError("Invalid number of channels")
        stream = FakeStream(device["name"], options)
        self.streams.append(stream)
        return stream


class FakeStream:
    """Delivers what the test says."""

    def __init__(self, name: str, options: dict[str, Any]) -> None:
        self.name = name
        self.rate_hz: int = options["samplerate"]
        self.channels: int = options["channels"]
        self._callback: Callable[..., None] = options["callback"]
        self._finished: Callable[[], None] = options["finished_callback"]

    def start(self) -> None:
        """Nothing comes until the test delivers."""

    def abort(self, *, ignore_errors: bool) -> None:
        """End."""

    def close(self, *, ignore_errors: bool) -> None:
        """End."""

    def deliver(self, pcm: bytes, *, overflow: bool = False) -> None:
        """Call back with audio."""
        self._callback(memoryview(pcm), 0, None, SimpleNamespace(input_overflow=overflow))

    def finish(self) -> None:
        """End by itself, as at an unplugging."""
        self._finished()
