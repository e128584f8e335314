"""Models that come in: fetched from a hub or imported from a stick."""

import json
from dataclasses import dataclass
from pathlib import Path

import typer

from appliance.cli.model_choice import Reload, reloaded
from appliance.cli.step_progress import shown
from appliance.config import Settings
from appliance.modelstore.bring_in import bring_in
from appliance.modelstore.catalogue import entry_named
from appliance.modelstore.connection import Connection
from appliance.modelstore.fetch import fetch, origin_for
from appliance.modelstore.installed import InstalledModel, Purpose
from appliance.modelstore.store import ModelStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A model that is installed now."""

    model: InstalledModel
    used_for: Purpose | None
    reload: Reload | None


def fetched(settings: Settings, name: str, *, hub: str, base: str, use: bool) -> Arrived:
    """Fetch a model from its hub. Raises ModelError."""
    entry = entry_named(name)
    origin = origin_for(entry, hub, base)
    with Connection(origin.base) as connection, shown() as progress:
        typer.echo(
            f"Fetching {entry.title} over the network from {connection.place}. "
            f"Licence: {entry.licence}.",
            err=True,
        )
        model = fetch(settings.paths.models, entry, connection, origin, progress=progress)
    return _arrived(settings, model, use=use)


def imported(settings: Settings, path: Path, *, name: str, use: bool) -> Arrived:
    """Copy a model from somewhere on this machine. Raises ModelError."""
    with shown() as progress:
        model = bring_in(settings.paths.models, path, name=name, progress=progress)
    return _arrived(settings, model, use=use)


def tell(arrived: Arrived, *, as_json: bool) -> None:
    """Say what is here now."""
    model = arrived.model
    if as_json:
        content = {
            "model": model.name,
            "title": model.title,
            "engine": model.engine,
            "family": model.family,
            "sha256": model.sha256,
            "size_bytes": model.size_bytes,
            "folder": str(model.path),
            "used_for": arrived.used_for,
            "running_box": arrived.reload.as_json() if arrived.reload else None,
        }
        typer.echo(json.dumps(content, ensure_ascii=False))
        return
    typer.echo(f"{model.name}: {model.title}, {model.size_bytes / 1e6:.0f} MB, is installed.")
    if arrived.used_for:
        typer.echo(f"It is used for {arrived.used_for}.")
    else:
        typer.echo(f"Use it with: tingxia models use {model.name}")
    if arrived.reload:
        arrived.reload.tell()


def _arrived(settings: Settings, model: InstalledModel, *, use: bool) -> Arrived:
    store = ModelStore(settings.paths.models)
    used_for = store.adopt(model) if use else None
    in_use = used_for is not None or model.name in {store.chosen(purpose) for purpose in Purpose}
    return Arrived(model=model, used_for=used_for, reload=reloaded(settings) if in_use else None)
