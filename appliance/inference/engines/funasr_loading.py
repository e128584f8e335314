"""Loads a checkpoint that was checked, whole or not at all.

What FunASR does by itself, and is kept from doing here: call out, install what a model asks for,
take the CPU in silence where a device is missing, four threads at each call, and random weights
where a checkpoint lacks some. Its import takes 7 s and 490 MB.
"""

import contextlib
import io
import logging
import os
import pickle
from typing import Any
from zipfile import is_zipfile

from appliance.inference.engines.funasr_arguments import to_load
from appliance.inference.engines.funasr_checkpoint import Checkpoint
from appliance.inference.out_of_memory import is_out_of_memory
from appliance.inference.placement import Placement
from appliance.offline import go_offline

go_offline()
with contextlib.redirect_stdout(io.StringIO()):  # it tells there which tools it misses
    import torch
    from funasr import AutoModel


def load_checkpoint(
    checkpoint: Checkpoint, placement: Placement, *, spared: tuple[str, ...] = ()
) -> Any:
    """Return FunASR's AutoModel with all its weights, but those that begin as ``spared``.

    Raises ModelError.
    """
    names = _tensor_names(checkpoint)
    _quieten()
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            loaded = AutoModel(**to_load(checkpoint, placement))
    except (AssertionError, AttributeError, KeyError, TypeError, ValueError) as error:
        checkpoint.refuse(f"its configuration does not fit its files: {error!r}")
    except RuntimeError as error:
        if "size mismatch" in str(error):
            checkpoint.refuse("its weights have other shapes than its configuration says")
        raise
    missing = sorted(
        name
        for name in loaded.model.state_dict()
        if name not in names and not name.startswith(spared)
    )
    if missing:
        checkpoint.refuse(f"it lacks {len(missing)} weights, {missing[0]} first")
    return loaded


def _tensor_names(checkpoint: Checkpoint) -> frozenset[str]:
    """Read the names of all tensors; nothing but tensors is accepted."""
    try:
        content = torch.load(
            checkpoint.weights,
            map_location="cpu",
            weights_only=True,
            mmap=is_zipfile(checkpoint.weights),
        )
    except (pickle.UnpicklingError, RuntimeError, ValueError, EOFError) as error:
        if is_out_of_memory(error):
            raise
        checkpoint.refuse(f"its weights cannot be read: {next(iter(str(error).splitlines()), '')}")
    for wrapper in ("state_dict", "model_state_dict", "model"):
        if isinstance(content, dict) and wrapper in content:
            content = content[wrapper]
    if not isinstance(content, dict):
        checkpoint.refuse("its weights are no table of tensors")
    return frozenset(str(name).removeprefix("module.") for name in content)


def _quieten() -> None:
    """Keep FunASR's own diary, which it writes as if it were ours, to errors."""
    root = logging.getLogger()
    if _is_ours not in root.filters:
        root.addFilter(_is_ours)


def _is_ours(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.ERROR or f"{os.sep}funasr{os.sep}" not in record.pathname
