"""Options that commands share."""

from pathlib import Path
from typing import Annotated

import typer

from appliance.config import Settings
from appliance.layers import Layers, read_layers

ConfigFile = Annotated[
    Path | None,
    typer.Option(
        "--config",
        envvar="TINGXIA_CONFIG",
        help="Configuration file; else /etc/tingxia/tingxia.toml if it exists.",
        dir_okay=False,
    ),
]

DataFolder = Annotated[
    Path | None,
    typer.Option(
        "--data-dir", help="Folder of recordings, library, models and logs.", file_okay=False
    ),
]

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for other programs.")]


def settings_from(
    config: Path | None, data_dir: Path | None, **options: tuple[str, object]
) -> Settings:
    """Resolve the settings; takes what `layers_from` takes. Raises ConfigurationError."""
    return layers_from(config, data_dir, **options).in_force()


def layers_from(
    config: Path | None, data_dir: Path | None, **options: tuple[str, object]
) -> Layers:
    """Read what the settings come from.

    ``options`` are further command line options: ``mic=("capture.mic", value)`` is what ``--mic``
    was given; None leaves the setting as it is. Raises ConfigurationError.
    """
    given = {"data-dir": ("storage.data_dir", data_dir), **options}
    return read_layers(
        file=config,
        overrides={key: (value, f"--{option}") for option, (key, value) in given.items()},
    )
