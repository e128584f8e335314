"""From the engine's text to the box's: script, punctuation, replacements, hot words, digits."""

from appliance.text.chain import FinishedText, TextChain, TextRules, open_chain
from appliance.text.lexicon import EMPTY, Lexicon, Problem
from appliance.text.lexicon_folder import read_packs
from appliance.text.punctuation import marks
from appliance.text.revision import undo
from appliance.text.terms import as_terms

__all__ = [
    "EMPTY",
    "FinishedText",
    "Lexicon",
    "Problem",
    "TextChain",
    "TextRules",
    "as_terms",
    "marks",
    "open_chain",
    "read_packs",
    "undo",
]
