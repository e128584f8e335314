"""What was measured: parts with figures, on a machine; saved, and compared with what was saved."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import PlainSerializer, TypeAdapter, ValidationError

from appliance.diagnostics.figures import rule_for
from appliance.diagnostics.measuring_machine import MeasuringMachine
from appliance.errors import ApplianceError

_LARGEST_BYTES: Final = 64 * 1024 * 1024


class SavedRunError(ApplianceError):
    """A saved run cannot be written, read or compared with."""

    code = "saved-run"
    exit_code = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One bench, or one evaluation."""

    name: str
    title: str
    conditions: Mapping[str, str] = field(default_factory=dict)
    """What was measured how: the model, the files. Other conditions, other figures."""

    figures: Mapping[str, float] = field(default_factory=dict)
    """The name ends in the unit; see ``figures``."""

    targets: Annotated[Mapping[str, float], PlainSerializer(dict)] = field(default_factory=dict)
    details: Mapping[str, Any] = field(default_factory=dict)
    """Single values behind the figures."""

    @property
    def missed(self) -> list[str]:
        """Figures that are not as good as their targets."""
        return [
            name
            for name, target in self.targets.items()
            if name in self.figures and not rule_for(name).meets(self.figures[name], target)
        ]

    def as_json(self) -> dict[str, Any]:
        """Return it for other programs."""
        return {
            **self.conditions,
            **self.figures,
            "targets": dict(self.targets),
            "within_target": not self.missed,
            **self.details,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredRun:
    """Parts that were measured one after the other."""

    machine: MeasuringMachine
    measured_at: datetime
    parts: tuple[Part, ...]

    @classmethod
    def of(cls, *parts: Part) -> "MeasuredRun":
        """Put parts measured here and now together."""
        return cls(
            machine=MeasuringMachine.here(),
            measured_at=datetime.now(UTC).replace(microsecond=0),
            parts=parts,
        )

    def part(self, name: str) -> Part | None:
        """Return the part of that name."""
        return next((part for part in self.parts if part.name == name), None)

    def save(self, file: Path) -> None:
        """Write it as JSON, replacing what was there. Raises SavedRunError."""
        try:
            file.write_bytes(_FORMAT.dump_json(self, indent=1) + b"\n")
        except OSError as error:
            raise _not_writable(file, error.strerror or str(error)) from error

    @classmethod
    def load(cls, file: Path) -> "MeasuredRun":
        """Read what ``save`` wrote. Raises SavedRunError."""
        try:
            if file.stat().st_size > _LARGEST_BYTES:
                raise _no_run(file, "it is too large")
            return _FORMAT.validate_json(file.read_bytes())
        except OSError as error:
            raise SavedRunError(
                "{file} cannot be read: {reason}.",
                hint="Make one with --save FILE on the version to compare with.",
                file=file,
                reason=error.strerror or error,
            ) from error
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            raise _no_run(file, f"{where}: {first['msg']}" if where else first["msg"]) from error


def refuse_unwritable(file: Path) -> None:
    """Refuse a place to save at before anything is measured. Raises SavedRunError."""
    if file.is_dir():
        raise _not_writable(file, "it is a folder")
    if not file.absolute().parent.is_dir():
        raise _not_writable(file, "its folder does not exist")
    if not os.access(file if file.exists() else file.absolute().parent, os.W_OK):
        raise _not_writable(file, "permission denied")


def joined(runs: Sequence[MeasuredRun]) -> MeasuredRun:
    """Put runs of one machine together; a part that several hold is the last one's.

    Raises SavedRunError if their times cannot be compared.
    """
    last = runs[-1]
    for run in runs:
        if not run.machine.is_like(last.machine):
            raise SavedRunError(
                "The runs are of different machines: {one} and {other}.",
                hint="Make a page for each machine.",
                one=f"{run.machine.cpu}, {run.machine.cores} cores",
                other=f"{last.machine.cpu}, {last.machine.cores} cores",
            )
    parts = {part.name: part for run in runs for part in run.parts}
    return replace(last, parts=tuple(parts.values()))


def _not_writable(file: Path, reason: str) -> SavedRunError:
    return SavedRunError(
        "{file} cannot be written: {reason}.",
        hint="Choose another place with --save.",
        file=file,
        reason=reason,
    )


def _no_run(file: Path, reason: str) -> SavedRunError:
    return SavedRunError(
        "{file} is no saved run: {reason}.",
        hint="Name a file that `tingxia bench … --save` or `tingxia eval … --save` wrote.",
        file=file,
        reason=reason,
    )


_FORMAT: Final = TypeAdapter(MeasuredRun)
