"""Opens the configured engine; each engine's libraries are imported only when it is chosen."""

import logging
from pathlib import Path

import psutil

from appliance.config import Inference
from appliance.inference.engine import Engine
from appliance.modelstore.errors import ModelError
from appliance.modelstore.model_folder import ensure
from appliance.modelstore.recipe import STARTER

log = logging.getLogger(__name__)


def open_engine(configured: Inference, models: Path) -> Engine:
    """Verify and load the model; slow. Raises ModelError with the command that helps."""
    folder = ensure(models, STARTER)
    try:
        from appliance.inference.engines.whisper import WhisperEngine
    except ImportError as error:
        raise ModelError(
            "The engine {engine} is not installed: {reason}.",
            hint='Install it with: pip install "{requirement}"',
            engine="whisper",
            reason=error,
            requirement=STARTER.requirement,
        ) from error
    return WhisperEngine(folder, threads=configured.threads or physical_cores())


def physical_cores() -> int:
    """Return the number of cores that share no arithmetic units."""
    return psutil.cpu_count(logical=False) or psutil.cpu_count() or 1
