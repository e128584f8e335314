"""A FunASR checkpoint, checked before FunASR sees it.

Left to itself FunASR fetches what it misses, takes a file that is not there for one that is not
wanted, and fills up weights that are missing or of another shape with random ones.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Never

import yaml

from appliance.modelstore.errors import ModelError
from appliance.modelstore.installed import Family, InstalledModel
from appliance.modelstore.layouts import FAMILY_OF_CHECKPOINT
from appliance.modelstore.pickle_scan import refuse_hostile_pickle

WEIGHTS: Final = "model.pt"
_CONFIG: Final = "config.yaml"
_FILES: Final = "configuration.json"

RECOGNISE: Final = (
    Family.SENSE_VOICE,
    Family.PARAFORMER,
    Family.PARAFORMER_STREAMING,
    Family.FUN_ASR_NANO,
)
"""Those that recognise."""

_TAKE_HOT_WORDS: Final = ("ContextualParaformer", "FunASRNano", "SeacoParaformer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A folder that has what it says it has, and no pickle that is more than weights."""

    path: Path
    """Absolute."""

    name: str
    family: Family
    architecture: str
    language_model: Path | None
    """The folder with the configuration and tokenizer of Fun-ASR-Nano's language model."""

    @property
    def weights(self) -> Path:
        """The checkpoint's tensors."""
        return self.path / WEIGHTS

    @property
    def takes_hot_words(self) -> bool:
        """Whether the architecture does."""
        return self.architecture in _TAKE_HOT_WORDS

    def refuse(self, reason: str) -> Never:
        """Raise ModelError with what is wrong and the command that helps."""
        _refuse(self.name, reason)


def check_checkpoint(model: InstalledModel, families: Collection[Family]) -> Checkpoint:
    """Look at every file the checkpoint names. Raises ModelError, also for another family."""
    path = model.path.resolve()
    for name in (_CONFIG, WEIGHTS):
        if not (path / name).is_file():
            _refuse(model.name, f"it has no file {name}")
    for file in sorted(path.rglob("*")):
        if file.is_file():
            refuse_hostile_pickle(file)
    config = _read_config(model.name, path / _CONFIG)
    for named in _named_files(model.name, path):
        file = path / named
        if not file.resolve().is_relative_to(path) or not file.exists():
            _refuse(model.name, f"it names a file {named}, which is no file of its own")
    architecture = str(config.get("model", ""))
    if model.family not in families or FAMILY_OF_CHECKPOINT.get(architecture) != model.family:
        _refuse(model.name, f"its architecture is {architecture or 'not told'}")
    return Checkpoint(
        path=path,
        name=model.name,
        family=model.family,
        architecture=architecture,
        language_model=_language_model(model.name, path, config)
        if model.family is Family.FUN_ASR_NANO
        else None,
    )


def _read_config(name: str, file: Path) -> dict[str, Any]:
    try:
        config = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        _refuse(name, f"its {_CONFIG} cannot be read: {' '.join(str(error).split())}")
    if not isinstance(config, dict):
        _refuse(name, f"its {_CONFIG} holds no settings")
    return config


def _named_files(name: str, path: Path) -> list[str]:
    file = path / _FILES
    if not file.is_file():
        return []
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        return list(_texts(content.get("file_path_metas", {})))
    except (ValueError, AttributeError) as error:
        _refuse(name, f"its {_FILES} cannot be read: {error}")


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


def _language_model(name: str, path: Path, config: Mapping[str, Any]) -> Path:
    """Return the folder; FunASR would look a name that is no folder up on the hub."""
    if _section(name, config, "audio_encoder_conf").get("hub"):
        _refuse(name, "its audio encoder would be fetched from a hub")
    wanted = str(_section(name, config, "llm_conf").get("init_param_path") or "")
    folder = path / Path(wanted).name
    if not wanted or not (folder / "config.json").is_file():
        _refuse(name, f"its language model {wanted or '(none named)'} is no folder of its own")
    return folder


def _section(name: str, config: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    section = config.get(key) or {}
    if not isinstance(section, dict):
        _refuse(name, f"the {key} of its {_CONFIG} holds no settings")
    return section


def _refuse(name: str, reason: str) -> Never:
    raise ModelError(
        "The model {name} cannot be loaded: {reason}.",
        hint="Bring the model in again: as a signed bundle on the Stick page, or with "
        "`tingxia models import` or `tingxia models fetch`.",
        name=name,
        reason=reason,
    )
