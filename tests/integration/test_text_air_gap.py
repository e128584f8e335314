"""The text chain's libraries in a process of their own: they leave no trace."""

import os
import subprocess
import sys
from pathlib import Path

WATCHED = """
import logging, os, sys
logging.basicConfig(level=logging.DEBUG)
told = []
def watch(event, given):
    if event.startswith("socket.") or event in {"subprocess.Popen", "os.mkdir", "os.rename"}:
        told.append((event, given))
    if event == "open" and isinstance(given[2], int) and given[2] & (os.O_WRONLY | os.O_RDWR):
        told.append((event, given))
sys.dont_write_bytecode = True
sys.addaudithook(watch)
from appliance.text import Lexicon, TextChain, TextRules
chain = TextChain(TextRules(), Lexicon.parse("阀门", "shop.txt")[0])
for language in ("zh", "en"):
    chain.warm(language)
shown = (
    chain.finish("請打開罰門，一共三百六十五個", "zh").text,
    chain.finish("there are twenty-five of them", "en").text,
)
assert shown == ("请打开阀门，一共365个", "there are 25 of them"), shown
assert not told, told
"""
"""OpenCC, jieba, pypinyin and the grammars of wetext all have their say."""


def test_the_chain_reads_its_packages_and_nothing_else(tmp_path: Path) -> None:
    """No connection, no cache, no file anywhere; nothing printed and nothing logged."""
    places = ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")
    environment = os.environ | dict.fromkeys(places, str(tmp_path))
    command = (sys.executable, "-W", "error", "-c", WATCHED)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ("", "", 0) == (done.stdout, done.stderr, done.returncode)
    assert [] == list(tmp_path.iterdir())
