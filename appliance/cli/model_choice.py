"""Choosing and removing models, and having a running box take notice."""

import asyncio
import json
from dataclasses import asdict, dataclass

import typer

from appliance.cli.station_call import not_running, reload_if_running, unload_if_running
from appliance.config import Settings
from appliance.errors import ApplianceError
from appliance.modelstore.installed import Purpose
from appliance.modelstore.purposes import purposes_of
from appliance.modelstore.store import ModelStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Reload:
    """What a running box did about it."""

    model: str
    """What it recognises with now."""

    problem: str
    """Why it kept its former model; empty if it did not."""

    def as_json(self) -> dict[str, str]:
        """Return it for other programs."""
        return asdict(self)

    def tell(self) -> None:
        """Say it."""
        if self.problem:
            typer.echo(
                f"The running box keeps {self.model or 'no model'}: {self.problem}", err=True
            )
        else:
            typer.echo(f"The running box uses {self.model} now.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What was changed, and what is tried for the purposes in question now."""

    model: str
    removed: bool
    now: dict[str, list[str]]
    """By purpose, in the order to be tried."""

    reload: Reload | None


def used(settings: Settings, name: str, purpose: Purpose | None) -> Chosen:
    """Choose a model. Raises ModelError."""
    store = ModelStore(settings.paths.models)
    if purpose is None:
        if store.is_starter(name):
            purpose = Purpose.RECOGNITION
        else:
            described = store.described(name)
            fitting = purposes_of(described.engine, described.family)
            purpose = fitting[0] if fitting else Purpose.RECOGNITION
    store.use(name, purpose)
    return Chosen(
        model=name,
        removed=False,
        now={purpose.value: store.candidates(purpose)},
        reload=reloaded(settings),
    )


def removed(settings: Settings, name: str, *, force: bool) -> Chosen:
    """Delete a model. Raises ModelError."""
    store = ModelStore(settings.paths.models)
    uses = store.uses(name)
    store.remove(name, even_in_use=force)
    return Chosen(
        model=name,
        removed=True,
        now={purpose.value: store.candidates(purpose) for purpose in uses},
        reload=reloaded(settings) if uses else None,
    )


def reloaded(settings: Settings) -> Reload | None:
    """Have a running box load what is in use now; None if none runs."""
    try:
        told = asyncio.run(reload_if_running(settings))
    except ApplianceError as error:
        # The choice stands; the box takes it up when it is started the next time.
        return Reload(model="", problem=str(error))
    if told is None:
        return None
    return Reload(model=told.model, problem=told.error)


def loaded(settings: Settings, *, as_json: bool) -> None:
    """Have the running box load what is in use. Raises NotRunningError, RemoteError, WireError."""
    told = asyncio.run(reload_if_running(settings))
    if told is None:
        raise not_running()
    reload = Reload(model=told.model, problem=told.error)
    if as_json:
        typer.echo(json.dumps(reload.as_json(), ensure_ascii=False))
    else:
        reload.tell()


def unloaded(settings: Settings, *, as_json: bool) -> None:
    """Have the running box give its model back. Raises as ``loaded``, and if it is at work."""
    if asyncio.run(unload_if_running(settings)) is None:
        raise not_running()
    if as_json:
        typer.echo(json.dumps({"unloaded": True}))
    else:
        typer.echo("The running box has no model now; recording goes on, the text comes later.")
        typer.echo("Load it again with: tingxia models load")


def tell(chosen: Chosen, *, as_json: bool) -> None:
    """Say what was changed."""
    if as_json:
        content = {
            "model": chosen.model,
            "removed": chosen.removed,
            "now": chosen.now,
            "running_box": chosen.reload.as_json() if chosen.reload else None,
        }
        typer.echo(json.dumps(content, ensure_ascii=False))
        return
    if chosen.removed:
        typer.echo(f"{chosen.model} is removed.")
    for purpose, names in chosen.now.items():
        if not names:
            typer.echo(f"Nothing is left for {purpose}.")
        elif len(names) == 1:
            typer.echo(f"{names[0]} is used for {purpose}.")
        else:
            after = ", then ".join(names[1:])
            typer.echo(f"{names[0]} is used for {purpose}; if it fails, {after}.")
    if chosen.reload:
        chosen.reload.tell()
