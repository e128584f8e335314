"""The model that gives captions, if another than the main one does.

It is given up when memory runs out, and had again by itself when it has been there for some time.
"""

from collections.abc import Callable
from concurrent.futures import Future

from appliance.domain.memory_ladder import Recovery
from appliance.inference.beside import Beside
from appliance.inference.captions import Captions
from appliance.inference.engine import StreamingEngine
from appliance.inference.model_loader import ModelLoader


class CaptionModel:
    """See the module. Its methods belong to the engine's thread."""

    def __init__(
        self, loader: ModelLoader, beside: Beside, *, on_changed: Callable[[], None]
    ) -> None:
        """``on_changed`` is called whenever there is an engine where there was none, or not."""
        self._loader = loader
        self._beside = beside
        self._on_changed = on_changed
        self._name = ""
        self._engine: Captions | None = None
        self._recovery = Recovery()
        self._recovering: Future[StreamingEngine] | None = None
        self.reason = ""
        """Why the main model gives the captions, although another one was chosen."""

    @property
    def engine(self) -> StreamingEngine | None:
        """The open engine, if it is open; may be read in any thread."""
        return self._engine

    def adopt(self, name: str, engine: StreamingEngine | None, reason: str = "") -> None:
        """Have this engine give the captions; None leaves them to the main model.

        With a name but no engine that model is tried again when there is memory.
        """
        if self._engine is not None:
            self._engine.close()
        self._name, self.reason, self._engine = name, reason, None
        if engine is not None:
            self._engine = Captions(engine, on_lack=self._lose)
            self._recovery.recovered()
        self._on_changed()

    def idle(self) -> None:
        """Try to have it again if it is missing; called about once a second."""
        if self._recovering is not None:
            if self._recovering.done():
                self._take(self._recovering)
        elif self._engine is not None:
            self._recovery.passed()
        elif self._name and self._recovery.check(enough=True):
            name = self._name
            self._recovering = self._beside.run(lambda: self._loader.load_streaming(name))

    def _take(self, loaded: Future[StreamingEngine]) -> None:
        self._recovering = None
        if loaded.exception() is not None:
            self._recovery.failed()
        elif self._engine is None and self._name == loaded.result().identity.model:
            self.adopt(self._name, loaded.result())
        else:
            loaded.result().close()

    def _lose(self, lack: str) -> None:
        self._engine = None
        self.reason = f"captions come from the main model: memory ran out: {lack}"
        self._recovery.gave_up()
        self._on_changed()
