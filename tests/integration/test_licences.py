"""Licences of what is really installed."""

import json
from pathlib import Path

from typer.testing import CliRunner

from appliance.cli import app
from appliance.station.licences import BoxLicences
from tests.fakes.command_box import command_folder
from tests.fakes.models import install


async def test_every_package_and_its_text_is_told(tmp_path: Path) -> None:
    """By the metadata that came with it; a package that is not there has no text."""
    licences = BoxLicences(command_folder(tmp_path))
    told = await licences.told()
    named = {each.name: each.licence for each in told.packages}
    assert sorted(named, key=str.lower) == list(named)
    assert {"pydantic", "nicegui", "argon2-cffi", "tingxia"} <= set(named)
    assert "MIT" == named["pydantic"]
    assert "Apache-2.0" == named["tingxia"]
    assert "Permission is hereby granted" in await licences.text("pydantic")
    assert "" == await licences.text("no-such-package")


def test_the_command_lists_models_and_packages(tmp_path: Path) -> None:
    """Also without a box; JSON for programs."""
    data = command_folder(tmp_path).data
    install(data / "models", "tiny")
    words = CliRunner().invoke(app, ["licences", "--data-dir", str(data)])
    programs = CliRunner().invoke(app, ["licences", "--json", "--data-dir", str(data)])
    assert 0 == words.exit_code, words.output
    assert "pydantic " in words.stdout
    (model,) = json.loads(programs.stdout)["models"]
    assert ("tiny", "MIT") == (model["name"], model["licence"])
