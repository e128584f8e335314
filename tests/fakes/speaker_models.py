"""A model store that holds what a test puts into it."""

from pathlib import Path

from appliance.modelstore.installed import Family, InstalledModel, Purpose


class FakeSpeakerModels:
    """SpeakerModels of files that need not exist."""

    def __init__(self, files: dict[Purpose, Path]) -> None:
        self._files = {purpose.value: file for purpose, file in files.items()}

    def chosen(self, purpose: Purpose) -> str:
        """Each purpose's model is called like it."""
        return purpose.value if purpose.value in self._files else ""

    def verified(self, name: str) -> InstalledModel:
        """All are whole."""
        file = self._files[name]
        return InstalledModel(
            path=file.parent,
            name=name,
            title=name,
            engine="sherpa",
            family=Family(name),
            languages=(),
            weights=file.name,
            sha256="0" * 64,
            size_bytes=1,
            licence="none",
        )
