"""Everything the screen may have to say: its own texts, and errors of the parts behind it.

``python -m tests.unit.ui.spoken`` prints what the catalogues lack and what they hold in vain.
"""

import ast
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.extract import extract_from_dir

import appliance
import ui
from appliance.config import field_of
from appliance.station.settings_table import TABLE

SCREEN = Path(ui.__file__).parent
APPLIANCE = Path(appliance.__file__).parent
REACHABLE = (
    "bundles",
    "capture",
    "export",
    "inference",
    "library",
    "modelstore",
    "recordings",
    "station",
    "wire",
)
"""Packages whose errors can end on the screen; the others speak to the command line only."""

TO_PROGRAMS = (
    "capture/wyoming_microphone.py",
    "inference/server.py",
    "inference/session.py",
    "inference/wyoming_asr.py",
    "inference/pcm_converter.py",
    "inference/audio_window.py",
    "station/control.py",
    "station/control_exports.py",
    "station/process.py",
    "station/port.py",
    "wire/codec.py",
    "wire/framing.py",
    "wire/station_client.py",
    "wire/stick_client.py",
)
"""Files whose errors tell a program that it broke the protocol, or stop the box before a screen."""

TO_COMMANDS = (
    "bundles/making.py",
    "inference/conversion/quantise.py",
    "modelstore/archive.py",
    "modelstore/bring_in.py",
    "modelstore/catalogue.py",
    "modelstore/confined_copy.py",
    "modelstore/connection.py",
    "modelstore/download.py",
    "modelstore/fetch.py",
    "modelstore/in_use.py",
    "modelstore/staging.py",
    "modelstore/vetting.py",
    "station/control_files.py",
)
"""Files that only commands run, whose errors speak to the command line."""

KEYWORDS = {"_": None, "mark": None, "plural": (1, 2)}


def screen_messages() -> set[str | tuple[str, str]]:
    """Return every message id in the code of the screen; plurals as pairs."""
    found: set[str | tuple[str, str]] = set()
    for _file, _line, message, *_rest in extract_from_dir(
        SCREEN, method_map=[("**.py", "python")], keywords=KEYWORDS
    ):
        found.add(message if isinstance(message, str) else (message[0], message[1]))
    return found


def check_messages() -> set[str]:
    """Return every message id of the doctor's checks, which the screen translates."""
    found = extract_from_dir(
        APPLIANCE / "diagnostics" / "checks",
        method_map=[("**.py", "python")],
        keywords={"mark": None},
    )
    return {str(message) for _file, _line, message, *_rest in found}


def error_messages(packages: Iterable[str] = REACHABLE) -> set[str]:
    """Return every template and hint of these parts' ApplianceErrors and Failures."""
    found: set[str] = set()
    for package in packages:
        for file in sorted((APPLIANCE / package).rglob("*.py")):
            if file.relative_to(APPLIANCE).as_posix() not in {*TO_PROGRAMS, *TO_COMMANDS}:
                found.update(_texts(ast.parse(file.read_text(encoding="utf-8"))))
    # A text that is nothing but fields has nothing to translate.
    return {text for text in found if text.replace("{", "").replace("}", "").count(" ")}


def _texts(tree: ast.Module) -> Iterator[str]:
    constants = {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            given = {keyword.arg: keyword.value for keyword in node.keywords}
            expressions: tuple[ast.expr, ...] = ()
            if "hint" in given and _raises(node):
                expressions = (*node.args[:1], given["hint"])
            elif _name(node) == "Failure" and "template" in given:
                expressions = (given["template"], given["hint_template"])
            for expression in expressions:
                yield from _literals(expression, constants)


def _raises(call: ast.Call) -> bool:
    return _name(call).endswith("Error") or _name(call) == "__init__"


def _name(call: ast.Call) -> str:
    """Return the last part of the name of what is called."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _literals(expression: ast.expr, constants: dict[str, ast.expr]) -> Iterator[str]:
    match expression:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=body, orelse=orelse):
            yield from _literals(body, constants)
            yield from _literals(orelse, constants)
        case ast.BoolOp(values=values):
            for value in values:
                yield from _literals(value, constants)
        case ast.Name(id=name) if name in constants:
            yield from _literals(constants[name], {})
        case _:
            return


def setting_messages() -> set[str]:
    """Return what is said about the settings that the screen may change, and what they want."""
    rows = TABLE.values()
    wants = {field_of(key).description for key in TABLE} - {None}
    return {text for row in rows for text in (row.title, row.what, *row.options.values())} | {
        f"it must be {want}" for want in wants
    }


def report() -> None:
    """Print the entries that each catalogue lacks, ready to be pasted, and those it may lose."""
    from ui.i18n import NAMES, read_catalogue

    wanted = {
        *screen_messages(),
        *error_messages(),
        *setting_messages(),
        *check_messages(),
    }
    for code in NAMES:
        there = {message.id for message in read_catalogue(code) if message.id}
        print(f"# {code} lacks:")
        for message in wanted - there:
            print(f'msgid {json.dumps(message, ensure_ascii=False)}\nmsgstr ""\n')
        print(f"# {code} no longer needs: {sorted(map(str, there - wanted))}\n")


if __name__ == "__main__":
    report()
