"""Which model is used for what: ``in-use.json`` beside the models' folders."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from appliance.modelstore.errors import ModelError
from appliance.modelstore.installed import Purpose
from appliance.modelstore.staging import alone

FILE_NAME: Final = "in-use.json"


class Choice(BaseModel):
    """The model chosen for a purpose, and the one before it to fall back to."""

    model_config = ConfigDict(frozen=True)

    chosen: str = ""
    previous: str = ""


class InUse(BaseModel):
    """All choices, as the file holds them."""

    model_config = ConfigDict(frozen=True)

    purposes: dict[Purpose, Choice] = Field(default_factory=dict)

    def of(self, purpose: Purpose) -> Choice:
        """Return the choice; an empty one if nothing was ever chosen."""
        return self.purposes.get(purpose, Choice())

    def with_chosen(self, purpose: Purpose, name: str) -> "InUse":
        """Choose a model; the one that was chosen becomes the previous one."""
        before = self.of(purpose)
        previous = before.previous if before.chosen == name else before.chosen
        return self._changed(purpose, Choice(chosen=name, previous=previous))

    def with_first(self, purpose: Purpose, name: str) -> "InUse":
        """Choose a model if none is chosen."""
        return self if self.of(purpose).chosen else self.with_chosen(purpose, name)

    def without(self, name: str) -> "InUse":
        """Forget a model; where it was chosen the previous one is again."""
        changed = self
        for purpose, choice in self.purposes.items():
            left = [other for other in (choice.chosen, choice.previous) if other not in {name, ""}]
            chosen, previous = [*left, "", ""][:2]
            changed = changed._changed(purpose, Choice(chosen=chosen, previous=previous))
        return changed

    def _changed(self, purpose: Purpose, choice: Choice) -> "InUse":
        return InUse(purposes={**self.purposes, purpose: choice})


def read(models: Path) -> InUse:
    """Read the choices; a missing or damaged file means that nothing was chosen."""
    try:
        content = json.loads((models / FILE_NAME).read_bytes())
        return InUse.model_validate({"purposes": _known(content)})
    except (OSError, ValueError, ValidationError):
        return InUse()


def change(models: Path, changed: Callable[[InUse], InUse]) -> None:
    """Replace the choices by changed ones, one process at a time. Raises ModelError."""
    try:
        models.mkdir(mode=0o700, parents=True, exist_ok=True)
        with alone(models):
            before = read(models)
            after = changed(before)
            if after != before:
                _write(models, after)
    except OSError as error:
        raise ModelError(
            "What is in use cannot be written to {folder}: {reason}.",
            hint="Make the folder writable or free some space there, then choose again.",
            folder=models,
            reason=error.strerror or error,
        ) from error


def _write(models: Path, in_use: InUse) -> None:
    content = {
        purpose.value: choice.model_dump() for purpose, choice in sorted(in_use.purposes.items())
    }
    fresh = models / f".{FILE_NAME}-{os.getpid()}"
    try:
        with fresh.open("w", encoding="utf-8") as opened:
            opened.write(json.dumps(content, indent=1) + "\n")
            opened.flush()
            os.fsync(opened.fileno())
        fresh.replace(models / FILE_NAME)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise


def _known(content: object) -> dict[str, object]:
    if not isinstance(content, dict):
        return {}
    return {key: value for key, value in content.items() if key in set(Purpose)}
