"""A resident inference process with the model that is to be measured, and no other."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from appliance.config import Settings
from appliance.diagnostics.inference_process import (
    ChildCommand,
    InferenceProcess,
    inference_process,
)
from appliance.diagnostics.peak_memory import peak_rss_bytes, rss_bytes
from appliance.diagnostics.session_run import SessionClient, SessionRun
from appliance.errors import ApplianceError
from appliance.modelstore.installed import Family, Purpose
from appliance.modelstore.store import ModelStore
from appliance.wire.inference import InferenceStatus, ModelState, SessionKind


class NotMeasurableError(ApplianceError):
    """The model that was to be measured did not load."""

    code = "not-measurable"
    exit_code = 7


@dataclass(frozen=True, kw_only=True)
class Resident:
    """A process that is ready."""

    process: InferenceProcess
    status: InferenceStatus
    """As it was when it became ready."""

    family: Family

    @property
    def conditions(self) -> dict[str, str]:
        """What figures of it depend on."""
        status = self.status
        return {
            "model": status.model,
            "engine": status.engine,
            "device": status.device,
            "precision": status.precision,
            "threads": str(status.threads),
        }

    @property
    def rss_bytes(self) -> int:
        """Its memory now."""
        return rss_bytes(self.process.process.pid)

    @property
    def peak_rss_bytes(self) -> int:
        """The most it ever had."""
        return peak_rss_bytes(self.process.process.pid)

    async def transcribe(
        self, pcm: bytes, *, language: str | None = None, refine: bool = False
    ) -> SessionRun:
        """Send audio as fast as the rules allow. Raises WireError, RemoteError."""
        client = SessionClient(
            self.process.socket, pcm, kind=SessionKind.BATCH, language=language, refine=refine
        )
        return await client.work()


def naming_model(settings: Settings, name: str = "") -> Settings:
    """Return settings that name a model, else the one in use; its files are verified.

    Raises ModelError, before a process is started that would fall back to another one.
    """
    store = ModelStore(settings.paths.models)
    name = store.candidates(Purpose.RECOGNITION, name or settings.inference.model)[0]
    inference = settings.inference.model_copy(update={"model": store.verified(name).name})
    return settings.model_copy(update={"inference": inference})


@asynccontextmanager
async def resident(
    settings: Settings, *, child_command: ChildCommand, lexicons: Sequence[Path] = ()
) -> AsyncIterator[Resident]:
    """Start one; stop it at the end of the block.

    Raises NotMeasurableError if it came up without the model that was asked for.
    """
    models = settings.paths.models
    async with inference_process(
        settings, models=models, child_command=child_command, lexicons=lexicons
    ) as process:
        status = await process.status()
        asked = settings.inference.model
        if status.state is not ModelState.READY or asked not in {"", status.model}:
            raise NotMeasurableError(
                "The model {model} cannot be measured: {reason}",
                hint=status.hint.replace("{", "{{").replace("}", "}}")
                or "`tingxia models list` shows what is installed.",
                model=asked or "in use",
                reason=status.error or f"{status.model} was loaded instead.",
            )
        described = ModelStore(models).described(status.model)
        yield Resident(process=process, status=status, family=described.family)
