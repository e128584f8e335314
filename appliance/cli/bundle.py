"""`tingxia bundle`: make a folder of models or packs into one that can be signed."""

from pathlib import Path
from typing import Annotated

import typer

from appliance.cli.json_output import echo_json
from appliance.cli.options import AsJson
from appliance.domain.bundle import MANIFEST, BundleKind

app = typer.Typer(
    help="Make bundles of models and packs, to be signed for other boxes.", no_args_is_help=True
)


@app.callback()
def bundle() -> None:
    """Make bundles of models and packs, to be signed for other boxes."""


@app.command()
def make(
    folder: Annotated[Path, typer.Argument(help="What the bundle shall hold.")],
    *,
    kind: Annotated[BundleKind, typer.Option(help="What it is for.")],
    name: Annotated[str, typer.Option(help="Small letters, digits and dashes; stays the same.")],
    version: Annotated[str, typer.Option(help="Numbers with dots, rising: 3, 1.10, 2026.11.21.")],
    as_json: AsJson = False,
) -> None:
    """Write a manifest of all files in a folder, and show the command that signs it.

    The name of a model is what the boxes will call it. Hidden files are left out. The folder, with
    its signature, is then copied into the folder `bundles` of a stick.

    Example: tingxia bundle make ./workshop --kind lexicon --name workshop --version 3
    """
    from appliance.bundles.making import make as made

    bundle = made(folder, kind=kind, name=name, version=version)
    command = ["ssh-keygen", "-Y", "sign", "-n", kind.namespace, "-f", "KEY"]
    command.append(str(folder / MANIFEST))
    if as_json:
        echo_json({**bundle.model_dump(mode="json"), "sign_with": command})
        return
    size = f"{len(bundle.files)} files, {bundle.size_bytes / 1e6:.1f} MB"
    typer.echo(f"{bundle.name} {bundle.version}: {size}.")
    from shlex import join

    typer.echo(f"Sign it: {join(command)}")
