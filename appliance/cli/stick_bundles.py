"""Signed bundles for `tingxia stick import`: one after the other, each with its answer."""

from collections.abc import Sequence
from dataclasses import dataclass

import typer
from rich.console import Console
from rich.progress import Progress

from appliance.cli import stick_access
from appliance.config import Settings
from appliance.wire.codec import RemoteError
from appliance.wire.sticks import BundleLine


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleAnswer:
    """What became of a bundle: one of both is there."""

    path: str
    taken: BundleLine | None = None
    refused: RemoteError | None = None

    def as_json(self) -> dict[str, object]:
        """Return it for other programs."""
        return {
            "path": self.path,
            "taken": self.taken.model_dump(mode="json") if self.taken else None,
            "refusal": str(self.refused or ""),
            "hint": self.refused.hint if self.refused else "",
        }

    def tell(self) -> None:
        """Say it."""
        if self.refused is not None:
            typer.echo(f"Left out: {self.path}: {self.refused}\n→ {self.refused.hint}", err=True)
        if self.taken is not None:
            taken = self.taken
            typer.echo(
                f"{taken.name} {taken.version}, a {taken.kind} signed by {taken.signer}, "
                "is installed."
            )
            if taken.uses:
                typer.echo(f"It is used for {', '.join(taken.uses)}.")
            elif taken.kind == "model":
                typer.echo(f"Use it with: tingxia models use {taken.name}")


async def bundles(
    settings: Settings, stick: str, paths: Sequence[str] | None, *, replace: bool, quiet: bool
) -> list[BundleAnswer]:
    """Take bundles, by default all that there are. Raises NotRunningError, RemoteError."""
    if paths is None:
        found = await stick_access.contents(settings, stick)
        paths = [line.path for line in found.bundles]
    answers = []
    console = Console(stderr=True)
    for path in paths:
        with Progress(
            console=console, transient=True, disable=quiet or not console.is_terminal
        ) as bars:
            bar = bars.add_task("")
            try:
                async for told in stick_access.bundle(settings, stick, path, replace=replace):
                    bars.update(
                        bar,
                        description=told.step,
                        total=told.total_bytes or None,
                        completed=told.done_bytes,
                    )
                    if told.taken is not None:
                        answers.append(BundleAnswer(path=path, taken=told.taken))
            except RemoteError as error:
                if error.remote_code == "stick":
                    raise  # it is the stick itself, and the next bundle would meet the same
                answers.append(BundleAnswer(path=path, refused=error))
    return answers
