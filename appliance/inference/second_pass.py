"""The model of the second pass: loaded when it is needed, given back when it is not."""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Final

from appliance.inference.beside import Beside
from appliance.inference.model_loader import BESIDE_MARGIN, Loaded, ModelLoader

log = logging.getLogger(__name__)

IDLE_S: Final = 300.0
"""Kept so long after its last decode."""

RETRY_S: Final = 60.0
"""After it could not be loaded the main model does its work for so long."""


class SecondPass:
    """See the module. Only ``prepare`` may be called outside the engine's thread."""

    def __init__(
        self, loader: ModelLoader, beside: Beside, *, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._loader = loader
        self._beside = beside
        self._now = now
        self._lock = threading.Lock()
        self._name = ""
        self._loading: Future[None] | None = None
        self._loaded: Loaded | None = None
        self._used_s = 0.0
        self._not_before_s = float("-inf")
        self.reason = ""
        """Why the main model does its work; empty if it need not."""

    @property
    def name(self) -> str:
        """The model that was chosen, empty if there is none or if it cannot be had."""
        return "" if self.reason else self._name

    @property
    def loaded(self) -> Loaded | None:
        """The open model, if it is open."""
        with self._lock:
            return self._loaded

    def choose(self, name: str) -> None:
        """Use this model from now on; an empty name means none."""
        with self._lock:
            if name != self._name:
                self._close()
            self._name, self.reason = name, ""
            self._not_before_s = float("-inf")

    def prepare(self) -> "Future[None] | None":
        """Begin to load it; None if there is nothing to wait for."""
        with self._lock:
            if not self._name or self._loaded is not None or self._now() < self._not_before_s:
                return None
            if self._loading is None:
                name = self._name
                self._loading = self._beside.run(lambda: self._load(name))
            return self._loading

    def used(self) -> None:
        """Note that it is at work."""
        self._used_s = self._now()

    def give_back(self, reason: str) -> bool:
        """Close it for want of memory; False if it was not open."""
        with self._lock:
            if self._loaded is None:
                return False
            self._close()
            self._refuse(reason)
        log.warning("second pass given up: %s", reason, extra={"event": "second-pass-given-up"})
        return True

    def idle(self) -> None:
        """Close it if it was not used for long."""
        with self._lock:
            if self._loaded is not None and self._now() - self._used_s >= IDLE_S:
                self._close()
                log.info("second pass closed, idle", extra={"event": "second-pass-idle"})

    def _load(self, name: str) -> None:
        try:
            loaded = self._loader.load(name, margin=BESIDE_MARGIN)
        except Exception as error:
            log.warning(
                "the model %s for the second pass cannot be loaded: %s",
                name,
                error,
                exc_info=True,
                extra={"event": "second-pass-refused", "model": name},
            )
            with self._lock:
                self._loading = None
                self._refuse(str(error))
            return
        with self._lock:
            self._loading = None
            if name != self._name:
                loaded.engine.close()
                return
            self._loaded, self._used_s, self.reason = loaded, self._now(), ""

    def _refuse(self, reason: str) -> None:
        self.reason = f"the second pass is done with the main model: {reason}"
        self._not_before_s = self._now() + RETRY_S

    def _close(self) -> None:
        if self._loaded is not None:
            self._loaded.engine.close()
            self._loaded = None
