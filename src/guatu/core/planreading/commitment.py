"""Is a quantity owed, or does it describe what is? With the reasons."""

import re
from dataclasses import dataclass

from guatu.core.planreading.lexicon import verbs
from guatu.core.planreading.outline import Role
from guatu.core.planreading.wording import Wording, last_promise, verb_at_start
from guatu.core.text.quantities import Op


def _either(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)))


_PAST = _either(verbs.PAST)
_NOT_PAST = _either(verbs.NOT_PAST)
_STRONG = _either(verbs.STRONG_MODALS)
_ENDS = _either(verbs.ENDS)
_FOR_WHOM = ("为", "给", "帮助", "组织", "引导", "带动", "扶持")
_HELPED = _either(verbs.PROMISE)
_RATE = re.compile(r"(?:率|比例|比重|占比|差距比|水平|比|红线|底线|面积)$")
_DEVERBAL = tuple(
    verb for verb in verbs.PROMISE if verb not in {"投资", "销售", "规划", "登记", "发展"}
)
# What says how large a thing is, not what is to be reached.
_DESCRIBES = re.compile(
    "(?:总?建筑面积|总?占地面积|占地|总长度?|全长|总库容|库容|总?装机(?:容量|规模)|设计(?:规模|能力|产能)"
    "|总?概算|估算(?:总?投资)?|概算(?:总?投资)?|(?<!完成)总投资|服务半径|保有量)(?:约|达|为)*$"
)
# 上半年,全街道共化解412起: a part of the year with a sum behind it is told, not promised.
_REPORTED = re.compile(
    r"(?:上半年|[一二三]季度|前[一二三四五六七八九十\d]{1,2}个?(?:月|季度)|\d{1,2}(?:-|至|~)(?:1[01]|[1-9])月份?)[,]?"
    r"[^,。;\d]{0,10}(?:共计?|累计|均已)(?!同|建|享|有)"
)
# 仅为41% complains of what is.
_ONLY = re.compile("(?:仅|仅为|仅有|仅占|仅达|只有|只占|尚不足|还不到|不到|刚刚)$")
_TURN = re.compile(
    r"(?<=[,;])(?:要(?!求|素|点|件)|须|必须|务必|应当)|"
    "(?<!较)(?<!比)今年(?!以来|上半年|前)|(?<!截至)本年|年内|(?<!截至)年底前|下一步|力争|确保|接下来|今后|新的一年|下一年|明年"
)
# 1至2月,新签约9个: months from January on are a report's, unless a modal follows.
_SO_FAR = re.compile(
    r"(?:^|[。;,:\n])(?:今年|20\d\d年)?(?:全[县市区镇省州])?1(?:-|至|~|—)(?:1[01]|[2-9])月份?(?![^,。;]{0,12}(?:力争|确保|要|计划|目标|必须))"
)
# 仍有13个, 已有7件启动: what stands so now.
_STANDS = re.compile("(?:共有|仍有|尚有|还有|已有|现有|仍|尚余|还剩|剩余)$")
# 年初安排的95个项目: a count that an attribute describes, not one that a verb promises.
_ATTRIBUTE = re.compile(
    "(?:安排|确定|下达|审批|引进|签约|实施|谋划|开工|建成|排查|摸排|列入|纳入|部署|梳理|交办|反馈|移交|收集|选派|招引|储备|入库|认定|创建|培育|提出)的$"
)
# 6月底前全部修复, 要在3月20日前整改到位: the clause behind the count owes its end.
_ENDING = "|".join(
    sorted(
        map(
            re.escape,
            {*verbs.ENDS, *verbs.PROMISE, "追平", "纳入", "复核", "核实", "恢复", "到位", "见底"},
        ),
        key=len,
        reverse=True,
    )
)
_TO_END = re.compile(
    r"(?:(?:\d{1,2}月(?:\d{1,2}日|[底末]|[上中下]旬)?之?前|年底前|年内|月底前|全部|逐一|逐个|一律|按期|如期"
    r"|限期|尽快|必须|务必|(?<![需主重])要(?!求|素|点))[^,。;]{0,8}?)+"
    rf"(?:{_ENDING})"
)
# 改造老旧小区16个、涉及居民2900户: whom a thing concerns is of its kind.
# 对80所学校的设施进行改造 treats what it counts.
_TREATED = re.compile(
    rf"(?:进行|实施|开展|给予|予以)(?:[^,。;]{{0,6}})(?:{_ENDING})|(?:{_ENDING})$"
)
# 6所学校改扩建: an act that ends behind the count, without a verb that only pushes before it.
_ACTED = re.compile(
    "(?:改扩建|扩建|迁建|重建|改建|修缮|除险加固|提标改造|提质改造|改造提升|整体搬迁|清零)$"
)
# 完成已征地块规划: what 已 says of a thing is no past of the clause.
_OF_THING = re.compile(
    r"(?:完成|推进|加快|盘活|抓好|做好|推动|实施|开展|督促|支持|确保|帮助|引导)[^,;。\d]{0,12}已[^,;。\d]*(?=[,;])"
)
_BELONGS = ("涉及", "惠及", "受益")
_YEAR = re.compile(r"(?<!比)(?<!较)(?<!以)(20\d\d)年")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """Whether a quantity is a commitment, how sure, and by which rules."""

    is_target: bool
    confidence: float
    reasons: tuple[str, ...]
    verb: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What surrounds a quantity: its sentence up to it, its section, the plan's year."""

    before: str
    clause_before: str
    role: Role
    year: int | None
    inherited: Judgement | None
    told_as_past: bool = False


def judge(wording: Wording, setting: Setting) -> Judgement:
    """Weigh the signs for a commitment against those for a description.

    Parameters
    ----------
    wording : Wording
        The words of the quantity.
    setting : Setting
        What stands around it.

    Returns
    -------
    Judgement
        A commitment where the sum of signs is above zero.
    """
    score, reasons, verb = 0.0, [], governing_verb(wording)
    belongs = wording.left.startswith(_BELONGS) and setting.inherited is not None
    for weight, reason in (
        *_signs_of_section(wording, setting, verb),
        *_signs_of_verb(wording, setting, verb),
        *_signs_of_time(setting),
        *_signs_of_bound(wording),
    ):
        score += weight
        reasons.append(reason)
    if belongs and setting.inherited:
        score = 2.5 if setting.inherited.is_target else -2.5
        reasons = ["list"]
    elif setting.inherited and (wording.carries or not verb):
        weight = 2.5 if wording.carries else 1.2
        score += weight if setting.inherited.is_target else -weight
        reasons.append("list")
        verb = verb or (setting.inherited.verb if wording.carries else "")
    confidence = min(0.97, 0.55 + abs(score) * 0.08)
    return Judgement(is_target=score > 0, confidence=confidence, reasons=tuple(reasons), verb=verb)


def governing_verb(wording: Wording) -> str:
    """Give the verb that opens the clause, else the one nearest before the number."""
    if _DESCRIBES.fullmatch(wording.left):
        return ""
    return verb_at_start(wording.left) or last_promise(wording.left)


def _signs_of_verb(wording: Wording, setting: Setting, verb: str) -> list[tuple[float, str]]:
    decided = _deciding_sign(wording, setting)
    if decided:
        return [decided]
    ends = bool(_ENDS.search(wording.tail))
    signs = [(-4.0, "basis")] if wording.left.startswith("对") else []
    if _ATTRIBUTE.search(setting.clause_before) and not ends:
        signs.append((-4.0, "attribute"))
    if wording.changes:
        signs.append((2.5, "change-to"))
    if measure := _DESCRIBES.search(wording.left):
        owner = wording.left[: measure.start()]
        if owner and not _HELPED.fullmatch(owner):
            signs.append((-6.0, "measure-of-thing"))
    signs += [_sign_of_verb(wording, verb, ends=ends), *_signs_of_tail(wording, verb, ends=ends)]
    if _STRONG.search(setting.clause_before) and verb not in verbs.BASIS:
        signs.append((2.5, "modal"))
    return [sign for sign in signs if sign[0]]


def _deciding_sign(wording: Wording, setting: Setting) -> tuple[float, str] | None:
    """Give a sign beside which the others about verbs say nothing."""
    if setting.clause_before.endswith(_FOR_WHOM) and _HELPED.search(wording.tail):
        return 2.5, "served"
    if wording.comes_from:
        return -9.0, "base-of-change"
    if _TO_END.search(wording.tail) and "已" not in wording.tail:
        return 14.0, "to-end"
    if setting.clause_before.endswith("对") and _TREATED.search(wording.tail):
        return 2.5, "served"
    if _STANDS.search(setting.clause_before):
        return -4.0, "stands"
    return (-4.0, "only") if _ONLY.search(setting.clause_before) else None


def _sign_of_verb(wording: Wording, verb: str, *, ends: bool) -> tuple[float, str]:
    if verb in verbs.BASIS:
        return -4.0, "basis"
    if verb in verbs.RAISES and (wording.quantity.unit or "").endswith("元") and not ends:
        return 2.5, "promise-verb"
    if verb in verbs.PUSH:
        return (3.0, "end-verb") if ends and not wording.is_base else _push(wording)
    if verb in verbs.PROMISE or len(verb) == 1:
        return 2.5, "promise-verb"
    return (1.0 if ends else 0.0), "end-verb"


def _signs_of_tail(wording: Wording, verb: str, *, ends: bool) -> list[tuple[float, str]]:
    signs = []
    if wording.tail.endswith(("顶格推进", "推进")) and not ends:
        signs.append((-4.0, "pushed"))
    if wording.is_base and wording.tail:
        signs.append((-8.0, "base-of-target"))
    elif not verb and _ACTED.search(wording.tail):
        signs.append((2.5, "promise-verb"))
    elif not verb and wording.tail and not ends:
        signs.append((-1.5, "counted-noun"))
    return signs


def _push(wording: Wording) -> tuple[float, str]:
    """推进老旧小区改造78个 states a plan's figure, 推进45个项目建设 counts what goes on."""
    if not wording.tail and wording.left.endswith(_DEVERBAL):
        return 1.5, "promise-verb"
    return -3.0, "push-verb"


def _signs_of_time(setting: Setting) -> list[tuple[float, str]]:
    signs = []
    # 去年完成7家,今年再建4家: a word that turns to the plan's own time ends what was said as past.
    turned = [match.start() for match in _TURN.finditer(setting.before)]
    if setting.told_as_past and not turned:
        signs.append((-5.0, "told-as-past"))
    since = setting.before[turned[-1] :] if turned else setting.before
    before = _OF_THING.sub("", _NOT_PAST.sub("", since))
    if _PAST.search(before) or _REPORTED.search(before) or _SO_FAR.search(since):
        signs.append((-5.0, "past"))
    years = [int(year) for year in _YEAR.findall(since)]
    if setting.year and years and years[-1] < setting.year:
        signs.append((-5.0, "past-year"))
    elif setting.year and years and years[-1] >= setting.year:
        signs.append((1.0, "plan-year"))
    if re.search("全年|年内|年底前|今年|月底前|本年|季度末", setting.clause_before):
        signs.append((1.5, "plan-period"))
    return signs


def _signs_of_bound(wording: Wording) -> list[tuple[float, str]]:
    signs = []
    if wording.growth:
        signs.append((1.5, "growth"))
    if wording.quantity.op is not Op.EXACTLY and not wording.tail:
        signs.append((1.0, "bound"))
    if _RATE.search(wording.left):
        signs.append((0.8, "rate"))
    return signs


_OF_SECTION = {
    Role.TARGETS: (1.5, "targets-section"),
    Role.REVIEW: (-2.5, "review-section"),
    Role.ATTITUDE: (-1.0, "attitude-section"),
}
_FOUNDING = {"", "组建", "成立", "设立", "建立"}


def _signs_of_section(wording: Wording, setting: Setting, verb: str) -> list[tuple[float, str]]:
    if setting.role is Role.GUARANTEE and verb in _FOUNDING and not wording.carries:
        return [(-2.5, "guarantee-section")]
    return [_OF_SECTION[setting.role]] if setting.role in _OF_SECTION else []
