"""What the commands of `tingxia bench` share."""

import inspect
import sys
from collections.abc import AsyncIterator, Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from appliance.cli import measured_view
from appliance.cli.measured_view import Against, Save
from appliance.cli.options import AsJson, ConfigFile, DataFolder, settings_from
from appliance.cli.run_in_order import run_in_order

if TYPE_CHECKING:
    from appliance.diagnostics.measured import Part

app = typer.Typer(help="Measure speed, memory and accuracy on this machine.", no_args_is_help=True)

Model = Annotated[str, typer.Option(help="An installed model; else the one in use.")]
Measure = Callable[..., "AsyncIterator[Part]"]

_SHARED: Final[tuple[tuple[str, Any, Any], ...]] = (
    ("model", Model, ""),
    ("save", Save, None),
    ("against", Against, None),
    ("data_dir", DataFolder, None),
    ("config", ConfigFile, None),
    ("as_json", AsJson, False),
)


def say(step: str) -> None:
    """Tell on the error output what is being measured; results stay alone."""
    print(f"measuring: {step}", file=sys.stderr, flush=True)


def measuring(name: str, *, without: Collection[str] = ()) -> Callable[[Measure], Measure]:
    """Register a command that takes the settings and its own options and yields parts.

    Beside its own options it has those of all, except ``without``. The settings name a model
    that is whole; that is left to a command with an option ``model`` of its own. What is done is
    shown, and saved, before the next begins.
    """

    def register(measure: Measure) -> Measure:
        own = list(inspect.signature(measure).parameters.values())[1:]
        names = {parameter.name for parameter in own}
        shared = [
            inspect.Parameter(one, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
            for one, kind, default in _SHARED
            if one not in names and one not in without
        ]

        def command(**given: Any) -> None:
            options = {name: given[name] for name in names}
            raise _run(measure, options, **{one.name: given[one.name] for one in shared})

        command.__doc__ = measure.__doc__
        # What typer reads: the names, kinds and defaults of all options.
        command.__signature__ = inspect.Signature([*own, *shared])  # type: ignore[attr-defined]
        command.__annotations__ = {one.name: one.annotation for one in [*own, *shared]}
        app.command(name)(command)
        return measure

    return register


def _run(
    measure: Measure,
    options: dict[str, Any],
    *,
    save: Path | None,
    against: Path | None,
    as_json: bool,
    data_dir: Path | None = None,
    config: Path | None = None,
    model: str | None = None,
) -> typer.Exit:
    """Measure, show, save and compare; return how to leave the command.

    Without ``model`` the settings are as configured.
    """
    settings = settings_from(config, data_dir)
    before = measured_view.begin(save, against)
    if model is not None:
        from appliance.diagnostics.resident import naming_model

        settings = naming_model(settings, model)

    async def all_parts() -> "list[Part]":
        parts = []
        async for part in measure(settings, **options):
            parts.append(part)
            measured_view.keep(parts, save)
            if not as_json:
                measured_view.show(part)
        return parts

    parts = run_in_order(all_parts())
    return measured_view.conclude(*parts, against=before, as_json=as_json)
