"""The models as a table: installed ones first, then what the catalogue has besides."""

from dataclasses import asdict, dataclass

from appliance.modelstore.catalogue import Entry, catalogue
from appliance.modelstore.errors import ModelError
from appliance.modelstore.store import ModelStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A model as a person chooses among them."""

    name: str
    title: str
    engine: str
    family: str
    languages: tuple[str, ...]
    licence: str
    installed: bool
    problem: str
    """Why an installed folder cannot be used; empty if it can as far as is seen unhashed."""

    size_bytes: int | None
    in_use_for: tuple[str, ...]
    good_for: str
    error_rates: str
    hubs: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """Return it for other programs."""
        return asdict(self)


def lines(store: ModelStore) -> list[Line]:
    """Return all models that are here or could be."""
    known = catalogue()
    here = {model.name: model for model in store.installed()}
    found = []
    for name in store.names():
        entry = known.get(name)
        model = here.get(name)
        if model is None:
            found.append(_broken(store, name, entry))
            continue
        found.append(
            Line(
                name=name,
                title=model.title,
                engine=model.engine,
                family=model.family,
                languages=model.languages,
                licence=model.licence,
                installed=True,
                problem="",
                size_bytes=model.size_bytes,
                in_use_for=tuple(store.uses(name)),
                good_for=entry.good_for if entry else "",
                error_rates=entry.error_rates if entry else "",
                hubs=tuple(entry.sources) if entry else (),
            )
        )
    there = set(store.names())
    found.extend(_to_get(entry) for entry in known.values() if entry.name not in there)
    return found


def show(found: list[Line]) -> None:
    """Print them."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console(highlight=False)
    table = Table(box=None)
    table.add_column("name", no_wrap=True)
    table.add_column("state", no_wrap=True)
    table.add_column("MB", justify="right", no_wrap=True)
    table.add_column("good for")
    for line in found:
        table.add_row(
            escape(line.name),
            _state(line),
            str(round(line.size_bytes / 1e6)) if line.size_bytes else "",
            escape(line.problem or line.good_for or line.title),
        )
    console.print(table)


def _state(line: Line) -> str:
    if line.problem:
        return "[red]damaged[/red]"
    if line.in_use_for:
        return f"[green]{', '.join(line.in_use_for)}[/green]"
    return "installed" if line.installed else "can be fetched" if line.hubs else "comes along"


def _broken(store: ModelStore, name: str, entry: Entry | None) -> Line:
    try:
        store.described(name)
        problem = "files are missing"
    except ModelError as error:
        problem = str(error)
    return Line(
        name=name,
        title=entry.title if entry else name,
        engine=entry.engine if entry else "",
        family=entry.family if entry else "",
        languages=entry.languages if entry else (),
        licence=entry.licence if entry else "",
        installed=True,
        problem=problem,
        size_bytes=None,
        in_use_for=(),
        good_for=entry.good_for if entry else "",
        error_rates=entry.error_rates if entry else "",
        hubs=tuple(entry.sources) if entry else (),
    )


def _to_get(entry: Entry) -> Line:
    return Line(
        name=entry.name,
        title=entry.title,
        engine=entry.engine,
        family=entry.family,
        languages=entry.languages,
        licence=entry.licence,
        installed=False,
        problem="",
        size_bytes=entry.size_bytes,
        in_use_for=(),
        good_for=entry.good_for,
        error_rates=entry.error_rates,
        hubs=tuple(entry.sources),
    )
