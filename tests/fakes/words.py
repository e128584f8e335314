"""A table of a few words for the keyboard, made in no time."""

import math
from pathlib import Path

from appliance.pinyin.syllable import initial_class
from appliance.pinyin.table import HEAD, Row, edition, line

WORDS = """
zhong guo 中国 129470
zhong guo ren 中国人 20000
zhong 中 100000
zhong 种 50000
zong 总 40000
guo 国 60000
guo 过 70000
ren 人 150000
wo 我 328841
wo men 我们 98740
men 们 9000
jin tian 今天 15960
tian 天 20000
jin 进 30000
kai 开 50000
kai hui 开会 1302
hui 会 90000
hui yi 会议 28363
hui yi 回忆 3000
sheng chan 生产 14000
sheng chan xian 生产线 521
xian 先 25558
xian 线 20000
xi an 西安 2576
xi 西 9000
an 安 8000
shi 是 796991
si 四 19090
si 死 20000
"""


def write_words(path: Path, more: str = "") -> None:
    """Write a table that is as good as a whole one, only short; ``more`` has further lines."""
    rows = []
    for entry in (WORDS + more.lstrip()).strip().splitlines():
        *syllables, word, seen = entry.split()
        key = "".join(map(initial_class, syllables))
        cost = math.log(60_000_000 / int(seen))
        rows.append(Row(key=key, syllables=tuple(syllables), word=word, cost=cost))
    rows.sort(key=lambda row: (row.key, row.cost))
    path.write_bytes(HEAD + edition().encode() + b"\n" + b"".join(map(line, rows)))
