"""What all tests of the text chain share."""

import pytest

from appliance.text import TextChain, TextRules


@pytest.fixture(scope="session", autouse=True)
def loaded() -> None:
    """Load dictionary and grammars before a test is timed."""
    chain = TextChain(TextRules())
    for language in ("zh", "en"):
        chain.warm(language)
        chain.finish("一起", language)
