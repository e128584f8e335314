"""Typing Chinese by its sound: letters in, words out, the likeliest first."""

from appliance.pinyin.desk import PinyinDesk
from appliance.pinyin.input_method import LONGEST_TYPED, Candidate, InputMethod
from appliance.pinyin.table import Table, TableError

__all__ = ["LONGEST_TYPED", "Candidate", "InputMethod", "PinyinDesk", "Table", "TableError"]
