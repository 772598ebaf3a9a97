"""What each figure of a draft measures: its name from the words around it, the headings above it, the year it is of."""

import re
from collections.abc import Sequence

from natres.analyses.drafts.reading.numerals import Numeral, numerals, years
from natres.analyses.drafts.reading.plain import Paragraph
from natres.core.draft import DraftFigure, Grammar

__all__ = ["core_name", "figures_of", "owner_of", "sentence_starts", "steps_of"]

_SENTENCE = re.compile(r"[。！？]")
_CLAUSE = "，。；：、（）()《》！？"
_STRONG = "，。；：（）()！？"
_DATE = re.compile(
    r"^(?:截至|到|至|自)?(?:(?:19|20)\d{2}年度?(?:\d{1,2}月)?(?:\d{1,2}日)?(?:年?[末底初前内]|以来)?"
    r"|(?:上年|去年|同期)(?:同期|[末底初])?|年[末底初内])"
)
#: Words before a figure that put it into the year before.
_EARLIER = re.compile(r"上年|去年|上一年|年初|期初|上年度")
#: Words that end in 有 and are names.
_WHOLE_WORDS = ("国有", "所有", "公有", "专有")
_ORDER = re.compile(r"^[一二三四五六七八九十]是(?:在)?")
#: What leads to a name and is no part of it: 按可比口径计算…, 确保…, 鼓励各机构将….
_LEAD = re.compile(r"^(?:按照?[^，]{2,10}?(?:计算|统计|测算)|按照|确保|力争|鼓励[^，]*?将(?=[\u4e00-\u9fff]{3}))")
#: What a clause lists, without what sums it up: 主要集中于房地产、制造业等领域.
_LISTED = re.compile(r"(?:于|在|为|是|包括|：|^)(?P<list>[^于为是]+?)(?:等[^、]{0,4})?$")
_LONGEST = 40
_LONG_WORK = 16
_PLACE = re.compile(r"^[\u4e00-\u9fff]{1,4}?(?:新区|区|县|市|州|旗)(?=[\u4e00-\u9fff]{2})")
#: Not the name of a district, and so what a figure is of.
_NO_PLACE = (
    "建成区",
    "开发区",
    "城区",
    "市区",
    "林区",
    "保护区",
    "规划区",
    "库区",
    "园区",
    "社区",
    "灌区",
    "矿区",
    "山区",
)
_RESTS = ("同比", "比上年", "较上年")


def sentence_starts(text: str) -> list[int]:
    """Return where the sentences of a plain paragraph begin."""
    return [0, *(match.end() for match in _SENTENCE.finditer(text) if match.end() < len(text))]


def figures_of(paragraphs: Sequence[Paragraph], grammar: Grammar, text: str) -> list[tuple[int, Numeral, DraftFigure]]:
    """Return (number of the paragraph, numeral, figure) of all figures of a draft, in their order."""
    found: list[tuple[int, Numeral, DraftFigure]] = []
    headings: dict[int, str] = {}
    sentence = 0
    for number, paragraph in enumerate(paragraphs):
        headings = paragraph.headings_under(headings)
        scope = tuple(headings[level] for level in sorted(headings))
        starts = sentence_starts(paragraph.text)
        read = numerals(paragraph.text, grammar)
        names = _names(paragraph.text, read, starts, grammar)
        dated = list(years(paragraph.text))
        for numeral, name in zip(read, names, strict=True):
            place = sum(start <= numeral.start for start in starts)
            start, end = paragraph.span(numeral.start, numeral.end)
            found.append((
                number, numeral,
                DraftFigure(
                    start=start, end=end, text=text[start:end],
                    number=paragraph.text[numeral.start : numeral.number_end],
                    unit=f"{numeral.multiplier}{numeral.unit}", value=numeral.value, half=numeral.half,
                    size=numeral.size, dimension=numeral.dimension, inexact=numeral.inexact, name=name,
                    term="" if numeral.dimension == "share" and "占" in name else grammar.term_of(name),
                    scope=scope, date=_year_of(numeral, dated, paragraph.text, starts), paragraph=number,
                    sentence=sentence + place,
                ),
            ))  # fmt: skip
        sentence += len(starts)
    return found


def _year_of(numeral: Numeral, dated: Sequence[tuple[int, str]], text: str, starts: Sequence[int]) -> str:
    """Return the year said last before a figure in its paragraph; the year before where its clause says so."""
    start = max(start for start in starts if start <= numeral.start)
    clause = re.split(r"[，。；]", text[start : numeral.start])[-1]
    inside = numeral.start - len(clause)
    said = [(place, year) for place, year in dated if place <= numeral.start]
    # 比2021年的100亿元: the year of what is compared with, and not of what follows.
    own = [year for place, year in said if place >= inside or not _compares(text, place)]
    year = own[-1] if own else ""
    if _EARLIER.search(clause) and not re.search(r"\d{4}年", clause):
        return str(int(year) - 1) if year else "before"
    return year


def _compares(text: str, place: int) -> bool:
    """Tell whether a year stands behind 比 or 较."""
    return bool(re.search(r"(?:比|较)(?:上年|去年)?$", text[:place]))


def _names(text: str, read: Sequence[Numeral], starts: Sequence[int], grammar: Grammar) -> list[str]:
    """Return the name of each figure; a step, a share or a rate is named with what it is of."""
    names: list[str] = []
    subject, sentence = "", -1
    for i, numeral in enumerate(read):
        start = max(start for start in starts if start <= numeral.start)
        if start != sentence:
            subject, sentence = "", start
        previous = read[i - 1] if i and read[i - 1].end > start else None
        before = _before(text[start : numeral.start], previous.end - start if previous else 0)
        until = read[i + 1].start if i + 1 < len(read) else len(text)
        name = _own_name(text, numeral, before, until, grammar, first=previous is None)
        rate = numeral.dimension in ("share", "points")
        if rate and previous and _INSIDE.fullmatch(text[previous.end : numeral.start]) and names[-1]:
            name = f"{subject}占{names[-1]}"  # 占土地总面积565.36平方公里的11.53%
        elif rate:
            name = _of_share(before, name, subject, grammar)
        elif subject and _only_step(name, grammar):
            name = f"{subject}{name}"
        if text.startswith("的", numeral.end) and not name:  # 低于30℃的限值
            name = _after(text, numeral, until, grammar)
        name = name or _of_list(text, numeral.end) or (subject or names[-1] if previous else "")
        name = name or _after(text, numeral, until, grammar)
        names.append(name[-_LONGEST:].lstrip("、"))
        if _stepped(before, grammar):
            subject = subject or re.sub(rf"(?:{steps_of(grammar)})$", "", names[-1])
        elif not (_is_whole(before, text, numeral, read, i) or (rate and "占" in name)):
            subject = names[-1]
    return _shared(text, read, names, starts, grammar)


def _of_list(text: str, end: int) -> str:
    """Return what a list of measures is of, where a figure begins it without a name: 120公顷、6个图斑的调查任务."""
    behind = re.match(r"、(?:近|约)?\d[^，。；、]*?的([\u4e00-\u9fff]{2,8})(?=[，。；])", text[end:])
    return behind[1] if behind else ""


#: Between a whole and the share of it: 565.36平方公里的11.53%.
_INSIDE = re.compile(r"的(?:比重|比例)?[为达约]*")
#: Names of a length itself; behind others stands what is so long: 2.65公里长廊.
_LENGTHS = re.compile(r"(?:[长宽深高]|[长宽深高]度|里程|直径|水位|埋深|距离|管网|河道|公路|道路|岸线|堤防)$")


def _own_name(text: str, numeral: Numeral, before: str, until: int, grammar: Grammar, *, first: bool) -> str:
    """Return the name of a figure by the words before it, or of a count by the thing counted behind it."""
    name, after = _trimmed(before, grammar), _after(text, numeral, until, grammar)
    rate = numeral.dimension in ("share", "points")
    long = numeral.dimension in ("length", "time") and len(after) > 1 and not _LENGTHS.search(name)
    counted = numeral.dimension.startswith("count:") or long
    if counted and after and not (name and grammar.term_of(name)):
        return after
    return after if not name and not rate and after and first else name


def _is_whole(before: str, text: str, numeral: Numeral, read: Sequence[Numeral], i: int) -> bool:
    """Tell whether a figure is the whole inside a share and so not what the next share is of."""
    follows = i + 1 < len(read) and read[i + 1].dimension == "share"
    inside = follows and _INSIDE.fullmatch(text[numeral.end : read[i + 1].start])
    return bool(inside and re.search(r"占[^，。；%\d]{1,24}$", before))


def _stepped(before: str, grammar: Grammar) -> bool:
    """Tell whether the words before a figure say by how much something changed."""
    return bool(re.search(rf"(?:{steps_of(grammar)})[了约为]*$", before))


def _only_step(name: str, grammar: Grammar) -> bool:
    against = "|".join(grammar.words["relation"]["against"])
    return bool(re.search(f"^(?:{against})?(?:{steps_of(grammar)})$", name))


def steps_of(grammar: Grammar) -> str:
    """Return the words that say that something grew or fell, as a pattern."""
    relation = grammar.words["relation"]
    return "|".join((*relation["growth"], *relation["fall"]))


def _before(sentence: str, previous: int) -> str:
    """Return the words of the clause before a figure; a list joined by 、 is one clause until a figure stands in it."""
    marks = _CLAUSE if previous and not any(m in sentence[previous:] for m in _STRONG) else _STRONG
    start = max((sentence.rfind(mark) + 1 for mark in marks), default=0)
    return sentence[max(start, previous) :]


def _of_share(before: str, name: str, subject: str, grammar: Grammar) -> str:
    """Return the name of a share or a growth rate with what it is of: 农用地面积占全区土地总面积."""
    relation = grammar.words["relation"]
    share = next((match for p in relation["share"] if (match := re.search(p, before))), None)
    if share and name.endswith("占比"):
        return name if not subject or name != "占比" else f"{subject}占比"
    if share:
        return f"{subject}占{name.removeprefix('占')}"
    if subject and re.search(rf"(?:{steps_of(grammar)})[到至]?[为约]*$", before) and _only_step(name, grammar):
        return subject if re.search(r"[到至][为约]*$", before) else f"{subject}{name}"
    return name


def _trimmed(words: str, grammar: Grammar) -> str:
    """Take links, dates and adverbs off both ends of a name."""
    words = re.sub(r"(?:增加|减少|提高|降低|增|减)?[到至]\d{4}年[末底]?的?$", "", words)
    around = grammar.words["name"]
    links = (*around["after"], *grammar.words["relation"]["equivalent"], *_abouts(grammar), "，", "、")
    links = tuple(sorted(links, key=len, reverse=True))
    counted = re.compile(f"^(?:{'|'.join(around['place'])})(?:共有|现有|有)")
    changed = True
    while changed and words:
        changed = False
        for pattern in (_ORDER, _DATE, _LEAD, counted):
            match = pattern.match(words)
            if match and match.end():
                words, changed = words[match.end() :], True
        for word in (*around["before"], "，", "、"):
            if words.startswith(word) and len(words) > len(word) and not words.startswith("占比"):
                words, changed = words[len(word) :], True
        last = next((word for word in links if words.endswith(word) and not words.endswith(_WHOLE_WORDS)), "")
        if last:
            words, changed = words[: len(words) - len(last)], True
    return words


def _abouts(grammar: Grammar) -> list[str]:
    return [word for kind in grammar.words["about"].values() for word in kind]


def _after(text: str, numeral: Numeral, until: int, grammar: Grammar) -> str:
    """Return the thing counted that follows a figure, up to the next mark, verb or figure."""
    words = re.split(rf"[{_CLAUSE}的]", text[numeral.end : until].removeprefix("的"), maxsplit=1)[0]
    verbs = "|".join(grammar.words["name"]["verbs"])
    if not words.endswith("工作") or len(words) > _LONG_WORK:  # 4批次人员选聘工作 is one thing
        words = re.split(verbs, words, maxsplit=1)[0]
    if numeral.end + len(words) >= until:  # the next figure's name runs on: 2户金融企业资产总额4.84亿元
        named = [w for term in grammar.terms for w in term.words if words.endswith(w)]
        words = words.removesuffix(max(named, key=len)) if named else words
    rest = words.startswith(_RESTS) or words in ("以上", "以下", "左右", "及", "和", "与")
    return "" if rest else words[:_LONGEST].rstrip("及和与")


def _shared(text: str, read: Sequence[Numeral], names: list[str], starts: Sequence[int], grammar: Grammar) -> list[str]:
    """Give the names before 分别 to the figures behind it, one each: 农用地、建设用地面积分别为1、2公顷."""
    words = "|".join(grammar.words["relation"]["respectively"])
    for match in re.finditer(f"({words})[为是达到增长下降占约]*", text):
        start = max(start for start in starts if start <= match.start())
        listed = [
            i for i, n in enumerate(read) if n.start >= match.end() and text[match.end() : n.start].count("。") == 0
        ]
        run: list[int] = []
        for i in listed:
            gap = text[read[run[-1]].end : read[i].start] if run else text[match.end() : read[i].start]
            if (run and gap not in ("、", "和", "与", "及", "，")) or (not run and gap):
                break
            run.append(i)
        *earlier, head = re.split(r"[，。；：（）]", text[start : match.start()])
        parts = [part for part in re.split(r"[、和与及]", _trimmed(head, grammar)) if part]
        if parts in (["占比"], ["比重"]) and earlier:  # 集中于房地产、制造业等领域，占比分别达到
            before = _LISTED.search(earlier[-1])
            parts = [f"{part}{parts[0]}" for part in re.split(r"[、和与及]", before["list"])] if before else parts
        if len(run) < 2 or len(parts) != len(run):
            continue
        tail = re.search(r"(面积|总额|数量|规模|资产|占比|比重)$", parts[-1])
        for i, part in zip(run, parts, strict=True):
            names[i] = part + (tail.group() if tail and not part.endswith(tail.group()) else "")
    return names


def core_name(name: str, grammar: Grammar) -> str:
    """Return a name without its place and without the words that only say it is a total.

    >>> from natres.readers.reports.grammar import read_grammar
    >>> core_name("全区土地总面积", read_grammar()), core_name("西青区林地总面积", read_grammar())
    ('土地', '林地')
    """
    for place in grammar.words["name"]["place"]:
        name = name.replace(place, "")
    place = _PLACE.match(name)
    name = name[place.end() :] if place and not place.group().endswith(_NO_PLACE) else name
    return re.sub(r"(?:总额|总量|总数|总计|总面积|面积)$", "", name).replace("总", "")


def owner_of(figure: DraftFigure, grammar: Grammar) -> str:
    """Return what stands before the term in a figure's name, places aside: 城投公司 of 城投公司资产总额."""
    before = figure.name.removesuffix(grammar.spelling(figure.name, figure.term))
    return core_name(f"{before}甲乙", grammar).removesuffix("甲乙")
