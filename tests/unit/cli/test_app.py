"""The command line as a whole."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from appliance.cli import app
from appliance.cli.app import COMMANDS

ROOT = Path(__file__).resolve().parents[3]
HEAVY = {"apsw", "fastapi", "jiwer", "nicegui", "numpy", "rich.console", "soundfile", "torch"}


def loaded_by(statement: str) -> set[str]:
    """Names of the modules a fresh Python has after a statement."""
    program = f"{statement}\nimport sys; print('\\n'.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "statement",
    [
        "from appliance.cli import app",
        "import appliance.cli.up, appliance.supervisor.process",
        "import appliance.cli.status, appliance.wire.supervision",
    ],
)
def test_what_stays_in_memory_is_light(statement: str) -> None:
    """The supervisor lives in the process of `tingxia up`; nothing heavy comes along."""
    assert set() == loaded_by(statement) & HEAVY


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    """`--help` works for each."""
    shown = CliRunner().invoke(app, [command, "--help"])
    assert 0 == shown.exit_code
    assert f"{command} " in shown.stdout


def test_help_lists_all_commands() -> None:
    """In the order of COMMANDS."""
    shown = CliRunner().invoke(app, ["--help"]).stdout
    places = [re.search(rf"\b{command}\b  ", shown) for command in COMMANDS]
    assert all(places)
    assert sorted(place.start() for place in places if place) == [
        place.start() for place in places if place
    ]


def test_every_exit_code_is_documented() -> None:
    """Each exit code that an error of ours names has a row in the reference."""
    documented = set(
        re.findall(
            r"^\| (\d+) \|", (ROOT / "docs/reference/exit-codes.md").read_text(), re.MULTILINE
        )
    )
    used = {
        str(value.value)
        for file in (ROOT / "appliance").rglob("*.py")
        for statement in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(statement, ast.ClassDef)
        for line in statement.body
        if isinstance(line, ast.Assign | ast.AnnAssign)
        for target in (line.targets if isinstance(line, ast.Assign) else [line.target])
        if isinstance(target, ast.Name) and target.id == "exit_code"
        for value in [line.value]
        if isinstance(value, ast.Constant)
    }
    assert {"1", "2", "3", "4", "5"} < used
    assert set() == used - documented
