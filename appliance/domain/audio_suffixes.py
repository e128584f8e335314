"""Names of files that may be audio; whether one is, its content tells when its turn comes."""

from typing import Final

_NAMES: Final = (
    "3g2 3ga 3gp aac aa3 ac3 aif aifc aiff amr ape asf au avi awb bwf caf dff dsf dss dts dtshd "
    "eac3 f4a f4v flac flv m2t m2ts m4a m4b m4r m4v mka mkv mov mp+ mp1 mp2 mp3 mp4 mpa mpc mpe "
    "mpeg mpg mts mxf oga ogg ogv oma opus qt ra rf64 rm rmvb snd sph spx tak ts tta vob voc "
    "w64 wav wave weba webm wma wmv wv"
)
AUDIO_SUFFIXES: Final = frozenset(f".{name}" for name in _NAMES.split())
"""Of what a stick, a folder or a watch folder is searched for.

What is named or sent by itself is taken whatever it is called.
"""
