"""Syllables as they are typed: without tone, ``v`` for ü; and what is typed for what.

Costs are in the unit of word likelihoods (natural logarithms), so that both can be added.
"""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

CONFUSABLE_COST: Final = 5.0
"""Another initial or final that accents mix up; a word that is spelled right mostly goes first."""

LONGER_COST: Final = 4.0
"""The last syllable typed is one already, yet the beginning of a longer one."""

BEGUN_COST: Final = 1.0
"""Only the beginning of a syllable was typed."""

_SPELLED: Final = """
a ai an ang ao ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu ca cai can cang
cao ce cen ceng cha chai chan chang chao che chen cheng chi chong chou chu chua chuai chuan chuang
chui chun chuo ci cong cou cu cuan cui cun cuo da dai dan dang dao de dei den deng di dia dian
diao die ding diu dong dou du duan dui dun duo e ei en er fa fan fang fei fen feng fo fou fu ga
gai gan gang gao ge gei gen geng gong gou gu gua guai guan guang gui gun guo ha hai han hang hao
he hei hen heng hong hou hu hua huai huan huang hui hun huo ji jia jian jiang jiao jie jin jing
jiong jiu ju juan jue jun ka kai kan kang kao ke ken keng kong kou ku kua kuai kuan kuang kui kun
kuo la lai lan lang lao le lei leng li lia lian liang liao lie lin ling liu lo long lou lu luan
lun luo lv lve ma mai man mang mao me mei men meng mi mian miao mie min ming miu mo mou mu na nai
nan nang nao ne nei nen neng ni nian niang niao nie nin ning niu nong nou nu nuan nuo nv nve o ou
pa pai pan pang pao pei pen peng pi pian piao pie pin ping po pou pu qi qia qian qiang qiao qie
qin qing qiong qiu qu quan que qun ran rang rao re ren reng ri rong rou ru ruan rui run ruo sa sai
san sang sao se sen seng sha shai shan shang shao she shei shen sheng shi shou shu shua shuai
shuan shuang shui shun shuo si song sou su suan sui sun suo ta tai tan tang tao te teng ti tian
tiao tie ting tong tou tu tuan tui tun tuo wa wai wan wang wei wen weng wo wu xi xia xian xiang
xiao xie xin xing xiong xiu xu xuan xue xun ya yan yang yao ye yi yin ying yo yong you yu yuan yue
yun za zai zan zang zao ze zei zen zeng zha zhai zhan zhang zhao zhe zhen zheng zhi zhong zhou zhu
zhua zhuai zhuan zhuang zhui zhun zhuo zi zong zou zu zuan zui zun zuo
"""

SYLLABLES: Final = frozenset(_SPELLED.split())
"""All that words of today are made of."""

INITIALS: Final = frozenset([*"bpmfdtnlgkhjqxrzcsywaoe", "zh", "ch", "sh"])
"""What a syllable may be shortened to."""

LONGEST: Final = max(map(len, SYLLABLES))

_ALIASES: Final = {"lue": "lve", "nue": "nve"} | {
    one[:1] + "v" + one[2:]: one for one in SYLLABLES if one[0] in "jqxy" and one[1:2] == "u"
}
_INITIAL_PAIRS: Final = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("f", "h"))
_NASALS: Final = ("an", "en", "in")
_CLASS_OF_LETTER: Final = {"n": "l", "h": "f"}


def known(typed: str) -> str | None:
    """Return the syllable that was typed in whole, None if it is none."""
    return typed if typed in SYLLABLES else _ALIASES.get(typed)


def begins_one(typed: str) -> bool:
    """Tell whether some syllable begins like this."""
    return typed in _BEGINNINGS


def initial_class(syllable: str) -> str:
    """Return one letter for all initials that are confusable with that of the syllable."""
    return _CLASS_OF_LETTER.get(syllable[0], syllable[0])


@lru_cache(maxsize=2048)
def costs(typed: str, *, may_go_on: bool) -> Mapping[str, float]:
    """Return what each syllable costs that may be meant by these letters."""
    found: dict[str, float] = {}
    whole = known(typed)
    for meant, confused in _variants(whole or typed):
        at_least = CONFUSABLE_COST * confused
        if whole is None:
            for syllable in SYLLABLES:
                if syllable.startswith(meant):
                    _lower(found, syllable, at_least + BEGUN_COST)
            continue
        if meant in SYLLABLES:
            _lower(found, meant, at_least)
        if may_go_on and not confused:
            for syllable in SYLLABLES:
                if syllable.startswith(typed):
                    _lower(found, syllable, LONGER_COST)
    return MappingProxyType(found)


def _lower(found: dict[str, float], syllable: str, cost: float) -> None:
    found[syllable] = min(found.get(syllable, cost), cost)


def _variants(typed: str) -> list[tuple[str, int]]:
    """Return what may be meant, each with the number of its parts that were confused."""
    initials = [(typed, 0)]
    for one, other in _INITIAL_PAIRS:
        if typed.startswith(one):
            initials.append((other + typed.removeprefix(one), 1))
            break
        if typed.startswith(other):
            initials.append((one + typed.removeprefix(other), 1))
            break
    found = []
    for spelled, confused in initials:
        found.append((spelled, confused))
        if spelled.endswith(_NASALS):
            found.append((spelled + "g", confused + 1))
        elif spelled.removesuffix("g").endswith(_NASALS):
            found.append((spelled.removesuffix("g"), confused + 1))
    return found


_BEGINNINGS: Final = frozenset(
    one[:end] for one in SYLLABLES | frozenset(_ALIASES) for end in range(1, len(one) + 1)
)
