"""A shelf with models that are nothing but a description."""

from dataclasses import dataclass, field
from pathlib import Path

from appliance.modelstore.errors import ModelError
from appliance.modelstore.installed import Family, InstalledModel, Purpose

MIB = 1024 * 1024


def described_model(
    name: str,
    *,
    engine: str = "sherpa",
    family: Family = Family.SENSE_VOICE,
    languages: tuple[str, ...] = ("zh", "en"),
    size_bytes: int = 240 * MIB,
) -> InstalledModel:
    """Make a model that is nowhere."""
    return InstalledModel(
        path=Path("/nowhere") / name,
        name=name,
        title=name,
        engine=engine,
        family=family,
        languages=languages,
        weights="model.int8.onnx",
        sha256=(name.encode().hex() + "0" * 64)[:64],
        size_bytes=size_bytes,
        licence="none",
    )


@dataclass
class FakeShelf:
    """A Shelf."""

    models: list[InstalledModel]
    damaged: set[str] = field(default_factory=set)
    in_use: dict[Purpose, str] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    """Names for recognition, best first; empty means all there are."""

    verifications: list[str] = field(default_factory=list)

    def installed(self) -> list[InstalledModel]:
        """See Shelf."""
        return list(self.models)

    def verified(self, name: str) -> InstalledModel:
        """See Shelf."""
        self.verifications.append(name)
        for model in self.models:
            if model.name == name and name not in self.damaged:
                return model
        raise ModelError("The model {model} is damaged.", hint="Bring it back.", model=name)

    def chosen(self, purpose: Purpose) -> str:
        """See Shelf."""
        return self.in_use.get(purpose, "")

    def candidates(self, purpose: Purpose, preferred: str = "") -> list[str]:
        """See Shelf."""
        names = [preferred, *(self.order or [model.name for model in self.models])]
        return list(dict.fromkeys(name for name in names if name))
