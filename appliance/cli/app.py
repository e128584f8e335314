"""The command ``tingxia`` and all that can stand behind it, one module per command or group."""

from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from appliance.errors import UsageError

COMMANDS = (
    "up",
    "status",
    "transcribe",
    "batch",
    "record",
    "library",
    "stick",
    "doctor",
    "selftest",
    "support",
    "recover",
    "demo",
    "models",
    "bundle",
    "lexicon",
    "eval",
    "bench",
    "config",
    "pin",
    "clock",
    "power",
    "licences",
)
"""Each is a module beside this one with a function of its name, or with a group called ``app``."""


class Commands(TyperGroup):
    """Loads a command when it is asked for: `up` stays in memory and pays for no other."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names in the order of the help."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return a command; None if there is none of that name."""
        # A mistyped name needs them all: the nearest one is suggested.
        for name in (cmd_name,) if cmd_name in COMMANDS else COMMANDS:
            if name not in self.commands:
                self.commands[name] = _load(name)
        return super().get_command(ctx, cmd_name)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find what was asked for. Raises UsageError if it is a command of a group."""
        # A shell that completes the line wants no errors.
        if not ctx.resilient_parsing and self.get_command(ctx, args[0]) is None:
            inside = (
                f"`tingxia {name} {args[0]}`"
                for name, group in self.commands.items()
                if args[0] in getattr(group, "commands", ())
            )
            if places := " or ".join(inside):
                raise UsageError(
                    "There is no command {name}.",
                    hint="It is {places}.",
                    name=args[0],
                    places=places,
                )
        return super().resolve_command(ctx, args)


app = typer.Typer(
    name="tingxia",
    cls=Commands,
    help="The listening box: speech becomes text, offline.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    # A traceback belongs into a bug report as Python writes it.
    pretty_exceptions_enable=False,
)


def _load(name: str) -> Any:
    module = import_module(f"appliance.cli.{name}")
    if hasattr(module, "app"):
        command: Any = typer.main.get_group(module.app)
    else:
        alone = typer.Typer(add_completion=False)
        alone.command(name)(getattr(module, name))
        command = typer.main.get_command(alone)
    command.name = name
    return command


def _print_version(wanted: bool) -> None:  # the framework's own signature
    if wanted:
        from importlib.metadata import version

        typer.echo(f"tingxia {version('tingxia')}")
        raise typer.Exit


@app.callback()
def tingxia(
    *,
    _version: Annotated[
        bool,
        typer.Option(
            "--version", help="Print the version and exit.", callback=_print_version, is_eager=True
        ),
    ] = False,
) -> None:
    """Describe what all commands share."""
