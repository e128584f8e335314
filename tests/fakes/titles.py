"""Titles that some file system, tool or shell stumbles over."""

AWKWARD = (
    'A/B: 50% <ok>?*|"\\',
    "CON",
    "aux.txt",
    "NUL.tar.gz",
    "COM¹",
    "trailing dots...",
    "trailing space ",
    " .leading",
    "..",
    "",
    "Weekly",
    "WEEKLY",
    "weekly",
    "STRASSE",
    "straße",
    "İstanbul ıi",
    "é composed",
    "e\u0301 composed",
    "ﬁ ligature",
    "Ω Ω",
    "二号线 周会（第3次）",
    "繁體，會議「紀錄」",
    "א ב right to left\u202e gnp.exe",
    "tab\tnew\nline\rbell\x07\x00end",
    "x" * 300,
    "好" * 300,
    "-rf",
    "~$temp",
    "%20 & ; ' ` $ # [a]{b} ^ = + @ !",
    "Desktop.ini",
    "a\u200bzero\ufeffwidth",
)
"""Those of the Basic Multilingual Plane."""

BEYOND = ("😀 emoji 👩\u200d👩\u200d👧", "😀" * 200, "𠮷野家")
"""Two UTF-16 units a character: file systems keep them, mtools does not."""
