"""JSON for other programs, as all commands print it."""

import json

import typer


def echo_json(value: object) -> None:
    """Print it, indented; Chinese stays readable."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
