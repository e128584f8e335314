"""Writes a model as FunASR's hubs lay it out."""

import json
from pathlib import Path
from typing import Any

import torch
import yaml

from tests.models.tiny.features import FRONTEND_CONF


def write_checkpoint(
    folder: Path, model: Any, *, config: dict[str, Any], tokenizer_files: dict[str, str]
) -> None:
    """Write weights and configuration beside am.mvn and the tokenizer's files."""
    torch.save(model.state_dict(), folder / "model.pt")
    config = {"frontend": "WavFrontend", "frontend_conf": FRONTEND_CONF, **config}
    (folder / "config.yaml").write_text(yaml.safe_dump(config, sort_keys=False))
    files = {
        "init_param": "model.pt",
        "config": "config.yaml",
        "tokenizer_conf": tokenizer_files,
        "frontend_conf": {"cmvn_file": "am.mvn"},
    }
    (folder / "configuration.json").write_text(
        json.dumps({"framework": "pytorch", "file_path_metas": files}, indent=2)
    )
