"""Writes docs/reference from the code: settings, command line, messages, schema of exports.

`./dev docs` writes the files; a unit test fails when they are not what this would write.
"""

import ast
import importlib
import inspect
import pkgutil
import subprocess
import sys
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Union, get_args, get_origin

from pydantic import BaseModel

from appliance import config, wire
from appliance.export.formats import json_schema
from appliance.wire.codec import Message

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference"
GENERATED = "<!-- Written by `./dev docs` from the code; do not edit. -->\n\n"


def field_docs(model: type[BaseModel]) -> dict[str, str]:
    """Return the docstring under each field of a model's class body."""
    body = ast.parse(inspect.getsource(model)).body[0]
    assert isinstance(body, ast.ClassDef)
    docs: dict[str, str] = {}
    for statement, following in zip(body.body, body.body[1:], strict=False):
        if (
            isinstance(statement, ast.AnnAssign)
            and isinstance(statement.target, ast.Name)
            and isinstance(following, ast.Expr)
            and isinstance(following.value, ast.Constant)
        ):
            docs[statement.target.id] = " ".join(str(following.value.value).split())
    return docs


def configuration() -> str:
    """Describe all settings."""
    lines = [
        "# Configuration\n",
        "`/etc/tingxia/tingxia.toml` < the screen or `tingxia config set` <",
        "`TINGXIA_SECTION_KEY` < command line. An unknown key or a bad value is refused with its",
        "place and the nearest valid key. `tingxia config check` tells whether a file is right,",
        "`tingxia config show` what is in force.\n",
    ]
    for section, field in config.Settings.model_fields.items():
        model = field.annotation
        assert isinstance(model, type)
        assert issubclass(model, BaseModel)
        lines += [f"## [{section}]\n", f"{inspect.getdoc(model)}\n", "| key | default | meaning |"]
        lines.append("|---|---|---|")
        docs = field_docs(model)
        for key, setting in model.model_fields.items():
            default = (
                "depends on the platform" if setting.is_required() or setting.default_factory
                else f"`{setting.default!r}`"
            )  # fmt: skip
            lines.append(f"| `{key}` | {default} | {docs[key].replace('|', '/')} |")
        lines.append("")
    return "\n".join(lines)


def command_line() -> str:
    """Describe all commands, as Typer itself does."""
    written = subprocess.run(
        [sys.executable, "-m", "typer", "appliance.cli", "utils", "docs", "--name", "tingxia"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return written.replace("# `tingxia`", "# Command line\n\nCalled as `tingxia`.", 1)


def messages() -> str:
    """Describe all messages between the processes."""
    lines = [
        "# Messages\n",
        "Wyoming events over Unix sockets: a JSON header line, JSON data, a binary payload.",
        f"Every `tingxia-*` event carries `v`, the protocol version, now {wire.PROTOCOL_VERSION}.",
        "A field named `audio` travels as the payload: 16 kHz mono signed 16-bit little-endian.\n",
    ]
    for info in pkgutil.iter_modules(wire.__path__):
        module = importlib.import_module(f"{wire.__name__}.{info.name}")
        found = [
            item for item in vars(module).values()
            if inspect.isclass(item) and issubclass(item, Message)
            and item is not Message and item.__module__ == module.__name__
        ]  # fmt: skip
        if not found:
            continue
        lines.append(f"## {info.name.capitalize()}\n")
        for message in found:
            lines += [f"### `{message.event_type}`\n", f"{inspect.getdoc(message)}\n"]
            docs = field_docs(message)
            lines += [
                f"- `{name}`: {_type_name(field.annotation)}{_doc(docs, name)}"
                for name, field in message.model_fields.items()
            ]
            if message.model_fields:
                lines.append("")
    return "\n".join(lines)


def _type_name(annotation: object) -> str:
    """Write a type; bounds of parts of it stand in the code."""
    if get_origin(annotation) is Annotated:
        return _type_name(get_args(annotation)[0])
    if get_origin(annotation) in {Union, UnionType}:
        return " | ".join(_type_name(one) for one in get_args(annotation))
    if annotation is NoneType:
        return "None"
    if isinstance(annotation, type) and get_origin(annotation) is None:
        return annotation.__name__
    return str(annotation)


def _doc(docs: dict[str, str], name: str) -> str:
    return f". {docs[name]}" if name in docs else ""


def pages() -> dict[str, str]:
    """Return every generated page by its file name."""
    made = {
        "configuration.md": configuration(),
        "command-line.md": command_line(),
        "messages.md": messages(),
    }
    written = {name: GENERATED + text.rstrip() + "\n" for name, text in made.items()}
    return {**written, "export.schema.json": json_schema.schema()}


if __name__ == "__main__":
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
