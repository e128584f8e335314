"""`tingxia config`: show, check and choose the settings."""

import ast
import inspect
import json
from pathlib import Path
from typing import Annotated, Any

import typer

from appliance import config as configuration
from appliance.cli.options import AsJson, ConfigFile, DataFolder, settings_from
from appliance.config import SYSTEM_FILE, Settings

app = typer.Typer(help="Show, check and choose the settings.", no_args_is_help=True)


@app.command()
def show(
    *, data_dir: DataFolder = None, config: ConfigFile = None, as_json: AsJson = False
) -> None:
    """Print all settings as they would hold now, explained, in the form of the file.

    Example: tingxia config show > tingxia.toml
    """
    settings = settings_from(config, data_dir)
    if as_json:
        typer.echo(settings.model_dump_json(indent=2))
    else:
        typer.echo(as_toml(settings), nl=False)


@app.command()
def check(
    file: Annotated[
        Path | None, typer.Argument(help="File to check; else the one that would be used.")
    ] = None,
    config: ConfigFile = None,
) -> None:
    """Tell whether the configuration is right; if not, where it is wrong.

    Example: tingxia config check /etc/tingxia/tingxia.toml
    """
    chosen = file or config
    settings_from(chosen, None)
    read = chosen or (SYSTEM_FILE if SYSTEM_FILE.exists() else None)
    typer.echo(f"{read} is right." if read else "There is no file; the defaults are right.")


@app.command("set")
def set_(
    key: Annotated[str, typer.Argument(help="Dotted, as `config show` names it.")],
    value: Annotated[str, typer.Argument(help="As the file would have it, without quotes.")],
    *,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Choose a value as the screen does; a running box takes it up by itself.

    It stands above the file and below `TINGXIA_*` and the command line of the box. A running
    recording is not touched: what concerns it takes effect after it.

    Example: tingxia config set inference.language en
    """
    from appliance.cli.setting_change import change, tell

    tell(change(config, data_dir, key, value), as_json=as_json)


@app.command()
def reset(
    key: Annotated[str, typer.Argument(help="Dotted, as `config show` names it.")],
    *,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Forget what was chosen on the screen: the file's value holds again, else the default.

    Example: tingxia config reset inference.language
    """
    from appliance.cli.setting_change import change, tell

    tell(change(config, data_dir, key, None), as_json=as_json)


def as_toml(settings: Settings) -> str:
    """Write the settings with their explanations; reading it back gives the same settings."""
    explanations = _explanations()
    lines: list[str] = []
    for name in Settings.model_fields:
        section = getattr(settings, name)
        kind = type(section)
        lines += [f"# {explanations[kind.__name__]}", f"[{name}]"]
        for key in kind.model_fields:
            value = getattr(section, key)
            lines.append(f"# {explanations[f'{kind.__name__}.{key}']}")
            lines.append(f"# {key} =" if value is None else f"{key} = {_toml(value)}")
        lines.append("")
    return "\n".join(lines)


def _toml(value: Any) -> str:
    """Write one value; JSON's booleans, numbers and strings are TOML's as well."""
    return json.dumps(str(value) if isinstance(value, Path) else value, ensure_ascii=False)


def _explanations() -> dict[str, str]:
    """Read the docstrings of the sections and the strings under their fields."""
    found: dict[str, str] = {}
    for section in ast.parse(inspect.getsource(configuration)).body:
        if not isinstance(section, ast.ClassDef):
            continue
        found[section.name] = ast.get_docstring(section) or ""
        for field, below in zip(section.body, section.body[1:], strict=False):
            match field, below:
                case ast.AnnAssign(target=ast.Name(id=key)), ast.Expr(ast.Constant(str(text))):
                    found[f"{section.name}.{key}"] = " ".join(text.split())
    return found
