"""What a large lexicon costs: loading it, and each segment's text."""

import re
import tempfile
import time
from itertools import islice
from pathlib import Path
from random import Random
from typing import Final

from appliance.diagnostics.latency import percentile
from appliance.diagnostics.measured import Part
from appliance.diagnostics.targets import LEXICON
from appliance.samples.built_in import sample_text
from appliance.text.chain import TextChain, TextRules
from appliance.text.dictionary import dictionary
from appliance.text.lexicon_folder import read_packs

_SEED: Final = 20
_ROUNDS: Final = 20
_WORD: Final = re.compile("[\u4e00-\u9fff]{2,3}")


def measure(*, terms: int) -> Part:
    """Load a pack of so many terms and have the built-in text corrected."""
    words = sorted(word for word in dictionary().vocabulary() if _WORD.fullmatch(word))
    with tempfile.TemporaryDirectory() as folder:
        pack = Path(folder, "large.txt")
        pack.write_text("\n".join(_terms(words, terms)), encoding="utf-8")
        began = time.perf_counter()
        lexicon, _ = read_packs(Path(folder))
        chain = TextChain(TextRules(itn=False), lexicon)
        chain.warm("zh")
        load_s = time.perf_counter() - began
    segments = [segment for segment in re.split("(?<=[。？！])", sample_text()) if segment]
    plain = TextChain(TextRules(itn=False))
    costs_ms = [
        1000 * (_took_s(chain, segment) - _took_s(plain, segment))
        for _ in range(_ROUNDS)
        for segment in segments
    ]
    return Part(
        name="lexicon",
        title="A large lexicon",
        conditions={"terms": str(len(lexicon.entries)), "segments": str(len(segments))},
        figures={
            "load_s": round(load_s, 2),
            "segment_p50_ms": round(percentile(costs_ms, 0.5), 2),
            "segment_p95_ms": round(percentile(costs_ms, 0.95), 2),
        },
        targets=dict(LEXICON),
    )


def _terms(words: list[str], count: int) -> list[str]:
    """Return different terms of two or three random words of Chinese each."""
    random = Random(_SEED)  # noqa: S311 - the same terms at every run
    drawn = ("".join(random.choices(words, k=random.choice((2, 3)))) for _ in range(20 * count))
    return list(islice(dict.fromkeys(drawn), count))


def _took_s(chain: TextChain, text: str) -> float:
    began = time.perf_counter()
    chain.finish(text, "zh")
    return time.perf_counter() - began
