"""Where settings come from: defaults < TOML file < screen < ``TINGXIA_*`` < command line.

An unknown key or a bad value is refused with its place and the nearest valid key; nothing is
silently reset. Only what was chosen on the screen can never keep the box from starting: a choice
that is no longer possible is left out and told.
"""

import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from appliance import config
from appliance.choices import read_choices
from appliance.config import Settings, field_of, valid_keys
from appliance.errors import ConfigurationError

ENVIRONMENT_PREFIX: Final = "TINGXIA_"
ON_SCREEN: Final = "the screen"

_NEVER_CHOSEN: Final = frozenset({"storage.data_dir", "storage.run_dir"})
"""They tell where the choices themselves lie."""

Placed = tuple[object, str]
"""A value, and where it was said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """The settings, and which of the screen's choices had to be left out."""

    settings: Settings
    refused: Mapping[str, ConfigurationError] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layers:
    """What was said below and above the screen's choices, by dotted key."""

    below: Mapping[str, Placed] = field(default_factory=dict)
    above: Mapping[str, Placed] = field(default_factory=dict)

    @classmethod
    def of(cls, settings: Settings) -> "Layers":
        """Return layers that give these settings where nothing is chosen on the screen."""
        said = settings.model_dump(mode="json", exclude_unset=True)
        return cls(
            below={
                f"{section}.{key}": (value, "the program")
                for section, values in said.items()
                for key, value in values.items()
            }
        )

    @classmethod
    def from_json(cls, content: str | bytes) -> "Layers":
        """Read what `to_json` wrote. Raises ValueError."""
        raw = json.loads(content)
        return cls(
            **{
                layer: {key: (value, str(place)) for key, (value, place) in raw[layer].items()}
                for layer in ("below", "above")
            }
        )

    def to_json(self) -> str:
        """Write them for another process."""
        return json.dumps({"below": self.below, "above": self.above}, default=str)

    def without(self, key: str) -> "Layers":
        """Return them as if nothing had been said about one key."""
        return Layers(
            below={name: value for name, value in self.below.items() if name != key},
            above={name: value for name, value in self.above.items() if name != key},
        )

    def resolve(self, chosen: Mapping[str, object]) -> Settings:
        """Return the settings with these choices. Raises ConfigurationError."""
        on_screen = {key: (value, ON_SCREEN) for key, value in chosen.items()}
        values: dict[str, dict[str, object]] = {}
        places: dict[tuple[str, str], str] = {}
        for layer in (self.below, on_screen, self.above):
            for dotted, (value, place) in layer.items():
                section, _, key = dotted.partition(".")
                values.setdefault(section, {})[key] = value
                places[section, key] = place
        try:
            return Settings.model_validate(values)
        except ValidationError as error:
            raise _explain(error, places) from error

    def resolve_possible(self, chosen: Mapping[str, object]) -> Resolved:
        """Do the same without the choices that are not possible.

        Raises ConfigurationError if the layers themselves are wrong.
        """
        wanted = {key: value for key, value in chosen.items() if key not in _NEVER_CHOSEN}
        try:
            return Resolved(settings=self.resolve(wanted))
        except ConfigurationError:
            settings = self.resolve({})
        taken: dict[str, object] = {}
        refused: dict[str, ConfigurationError] = {}
        for key, value in wanted.items():
            try:
                settings = self.resolve({**taken, key: value})
            except ConfigurationError as error:
                refused[key] = error
            else:
                taken[key] = value
        return Resolved(settings=settings, refused=refused)

    def in_force(self) -> Settings:
        """Return the settings with what was chosen on the screen of this data folder.

        Raises ConfigurationError if the layers themselves are wrong.
        """
        data = self.resolve({}).paths.data
        return self.resolve_possible(read_choices(data).choices.settings).settings


def read_layers(
    *,
    file: Path | None = None,
    environment: Mapping[str, str] = os.environ,
    overrides: Mapping[str, object] | None = None,
) -> Layers:
    """Read what was said.

    ``file`` must exist if given; otherwise the system's file is read if there is one.
    ``overrides`` are dotted keys from the command line; None values are left out.
    Raises ConfigurationError.
    """
    if file is None and config.SYSTEM_FILE.exists():
        file = config.SYSTEM_FILE
    above = {**_from_environment(environment), **_given(overrides or {})}
    return Layers(below=_from_file(file), above=above)


def _given(overrides: Mapping[str, object]) -> dict[str, Placed]:
    placed = {
        key: value if isinstance(value, tuple) else (value, f"--{key}")
        for key, value in overrides.items()
    }
    return {key: (value, place) for key, (value, place) in placed.items() if value is not None}


def _from_file(file: Path | None) -> dict[str, Placed]:
    if file is None:
        return {}
    try:
        text = file.read_text(encoding="utf-8-sig")  # some editors begin a file with a mark
        parsed = tomllib.loads(text)
    except OSError as error:
        raise ConfigurationError(
            "{file} cannot be read: {reason}.",
            hint="Check the name and the permissions of the file.",
            file=file,
            reason=error.strerror,
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(
            "{file} is no text file in UTF-8.",
            hint="Save it as UTF-8 text in the TOML format.",
            file=file,
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(
            "{file} cannot be read: {reason}.",
            hint="Correct the file; `tingxia config check` tells when it is right.",
            file=file,
            reason=error,
        ) from error
    found: dict[str, Placed] = {}
    for section, content in parsed.items():
        if isinstance(content, dict):
            for key, value in content.items():
                found[f"{section}.{key}"] = (value, f"{file}:{_line(text, section, key)}")
        else:
            found[section] = (content, f"{file}:{_line(text, '', section)}")
    return found


def _line(text: str, section: str, key: str) -> int:
    """Find the line of a key; the parser does not tell. Falls back to the section's line."""
    current, fallback = "", 1
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if stripped.startswith("["):
            current = stripped.strip("[] \t").split("]")[0]
            fallback = number if current == section else fallback
        name = stripped.split("=")[0].replace(" ", "").strip("\"'")
        if (current, name) == (section, key) or name == f"{section}.{key}":
            return number
    return fallback


def _from_environment(environment: Mapping[str, str]) -> dict[str, Placed]:
    """``TINGXIA_CAPTURE_MIC=sample`` is ``capture.mic``; ``TINGXIA_CONFIG`` names the file."""
    found: dict[str, Placed] = {}
    for name, value in sorted(environment.items()):
        if name.startswith(ENVIRONMENT_PREFIX) and name != f"{ENVIRONMENT_PREFIX}CONFIG":
            section, _, key = name.removeprefix(ENVIRONMENT_PREFIX).lower().partition("_")
            found[f"{section}.{key}"] = (value, name)
    return found


def _explain(error: ValidationError, places: Mapping[tuple[str, str], str]) -> ConfigurationError:
    first = error.errors(include_url=False)[0]
    dotted = ".".join(str(part) for part in first["loc"][:2])
    section, _, key = dotted.partition(".")
    place = places.get((section, key)) or next(
        (where for (of, _), where in places.items() if of == section), "the configuration"
    )
    if first["type"] == "extra_forbidden":
        near = get_close_matches(dotted, valid_keys(), n=1, cutoff=0.3)
        return ConfigurationError(
            "{place}: there is no setting {key}.",
            hint="Did you mean {near}?" if near else "`tingxia config show` lists all settings.",
            place=place,
            key=dotted.rstrip("."),
            near=near[0] if near else "",
        )
    return ConfigurationError(
        "{place}: {key} is {value}: {problem}.",
        hint="Correct it, or remove it for the default; `tingxia config show` explains it.",
        place=place,
        key=dotted.rstrip("."),
        value=repr(first["input"])[:80],
        problem=_problem(first["type"], section, key) or first["msg"],
    )


def _problem(kind: str, section: str, key: str) -> str:
    """Say in words what a pattern wants."""
    if kind != "string_pattern_mismatch":
        return ""
    return f"it must be {field_of(f'{section}.{key}').description}"
