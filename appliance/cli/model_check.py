"""Hashing models and saying what is damaged."""

import json

import typer

from appliance.modelstore.errors import ModelError
from appliance.modelstore.recipe import STARTER
from appliance.modelstore.store import ModelStore, damaged_error

ALL = "all"


def verify(store: ModelStore, name: str, *, repair: bool, as_json: bool) -> None:
    """Check one model or all. Raises ModelError for the first that stays damaged, after all."""
    failures: list[ModelError] = []
    for each in _names(store) if name == ALL else [name]:
        failure = _one(store, each, repair=repair, as_json=as_json)
        if failure is not None:
            failures.append(failure)
    for other in failures[1:]:
        typer.echo(f"tingxia: {other}\n→ {other.hint}", err=True)
    if failures:
        raise failures[0]


def _names(store: ModelStore) -> list[str]:
    """Return all that are installed; the starter where it is the only one."""
    return store.names() or [STARTER.name]


def _one(store: ModelStore, name: str, *, repair: bool, as_json: bool) -> ModelError | None:
    starter = store.is_starter(name)
    if starter and not repair and not (store.folder / name).exists():
        _tell_not_joined(name, as_json=as_json)
        return None
    try:
        damaged = store.damaged(name)
        sha256 = STARTER.sha256 if starter else store.described(name).sha256
        count = len(STARTER.files) if starter else len(store.described(name).files)
    except ModelError as error:
        if as_json:
            line = {"model": name, "sha256": "", "damaged": ["manifest.json"], "repaired": False}
            typer.echo(json.dumps(line))
        return error
    repaired = bool(damaged) and repair and starter
    if repaired:
        store.rejoin_starter()
    if as_json:
        found = {"model": name, "sha256": sha256, "damaged": damaged}
        typer.echo(json.dumps({**found, "repaired": repaired}))
    elif repaired:
        typer.echo(f"{name}: joined afresh and verified ({store.folder / name}).")
    elif not damaged:
        typer.echo(f"{name}: all {count} files are intact.")
    if not damaged or repaired:
        return None
    if not starter:
        return damaged_error(name, damaged)
    return ModelError(
        "The model {model} is missing or damaged: {files}.",
        hint="Join it afresh with `tingxia models verify --repair`.",
        model=name,
        files=", ".join(damaged),
    )


def _tell_not_joined(name: str, *, as_json: bool) -> None:
    """Tell that there is nothing to check yet."""
    if as_json:
        line = {"model": name, "sha256": STARTER.sha256, "damaged": [], "repaired": False}
        typer.echo(json.dumps({**line, "joined": False}))
    else:
        typer.echo(f"{name}: comes along; it is joined and checked when the box first starts.")
