"""What the guides tell to type."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from appliance.cli import app

ROOT = Path(__file__).resolve().parents[3]
TYPED = re.compile(r"(?:^|`|\$ |\./dev )(tingxia [^`\n]*|bench [^`\n]*)", re.MULTILINE)


def typed() -> Iterator[tuple[str, list[str]]]:
    """Yield what README and docs tell to type, without the program's own name."""
    for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        if page.name == "command-line.md":  # made of the commands themselves
            continue
        for line in TYPED.findall(page.read_text(encoding="utf-8")):
            words = shlex.split(line.rstrip("\\"), comments=True)
            yield f"{page.name}: {line}", words if words[0] == "bench" else words[1:]


def leaves(command: Any, *path: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield every command that is no group, with the words that name it."""
    if not hasattr(command, "list_commands"):
        yield path, command
        return
    for name in command.list_commands(None):
        yield from leaves(command.get_command(None, name), *path, name)


def test_every_command_that_the_docs_tell_to_type_is_there_with_its_options() -> None:
    """A guide that names a command of yesterday is found here."""
    wrong = []
    for where, line in typed():
        command: Any = typer.main.get_command(app)
        words = line
        while words and not words[0].startswith("-") and hasattr(command, "list_commands"):
            found = command.get_command(None, words[0])
            if found is None:
                wrong.append(where)
                break
            command, words = found, words[1:]
        else:
            known = {"--help", *(name for one in command.params for name in one.opts)}
            known |= {name for one in command.params for name in one.secondary_opts}
            wrong += [
                where for word in words if word.startswith("--") and word.split("=")[0] not in known
            ]
    assert [] == wrong


def test_every_command_has_an_example() -> None:
    """One that can be typed as it stands."""
    without = [
        path for path, one in leaves(typer.main.get_command(app)) if "Example: " not in one.help
    ]
    assert [] == without
