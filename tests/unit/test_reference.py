"""The generated reference is what the code says."""

import importlib.util
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def test_reference_pages_are_up_to_date() -> None:
    """docs/reference holds what `./dev docs` would write now."""
    spec = importlib.util.spec_from_file_location("reference", ROOT / "provisioning/reference.py")
    assert spec is not None
    assert spec.loader is not None
    reference = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(reference)
    for name, text in reference.pages().items():
        assert text == (ROOT / "docs/reference" / name).read_text(encoding="utf-8"), name
