"""What makes a number of years something else than the age of an advertiser."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipelines.age_pack import AgeWords
from pipelines.age_patterns import FLAGS

_SENTENCE = re.compile(r"[.!?\n\x00]")
_CLAUSE = re.compile(r"[,;.!?\n\x00]")
_REACH = 40  # characters before a number in which words about it are looked for
_NEAR = 25  # characters before a number in which its clause tells of visitors or of years of work
_OWN = re.compile(r"\b(?:(?:min|max)(?:im\w*)?\.?|(?:jouw|uw|your|client\w*|klant\w*|gast\w*))\s*$", re.IGNORECASE)
_HYPHEN = r"-\s?\d\d(?!\d|\s?(?:kg|kilo|cm))"
_BORN = ("born", "ago")
_NAMED = ("joined", "of", "dubbed", "and_named", "praised", "who_is", "by_person")  # a name, a word, a number
_BY_NAME = (
    "named",
    "duo",
    "from",
    "lone",
    "short",
    "weak",
    "joined",
)  # right before these no word of a measure may stand
_OF_ONESELF = ("said", "instead", "after", "among", "and_me", "birthday")
_TOLD = ("said", "years", "after", "at")
_LISTED = ("bare", "named", "lone", "weak", "person", "of")
_COSTS = re.compile(r"\s?[-:=]{0,2}\s?\d{2,3}\s?(?:€|eur|evro|евр|євр|,-)", re.IGNORECASE)
_PRICED = re.compile(r"€|\d\s?(?:eur|evro|евр|євр|min|мин|мін|хв|perc|dak|,-)", re.IGNORECASE)
_COUNTED = ("years", "short", "of", "person", "joined")
_SURE_ONES = ("couple", "bracket", *_BORN)


@dataclass(frozen=True, slots=True)
class Doubts:
    """The words around a number that make it something else, compiled. `AgePack` tells what each means."""

    not_after: re.Pattern[str]
    not_before: re.Pattern[str]
    kin: re.Pattern[str]
    kin_after: re.Pattern[str]
    me: re.Pattern[str]
    parts: re.Pattern[str]
    beside: re.Pattern[str]
    parents: re.Pattern[str]
    children: re.Pattern[str]
    joint: re.Pattern[str]
    visitors: re.Pattern[str]
    tenure: re.Pattern[str]
    past: re.Pattern[str]
    of: re.Pattern[str]
    no_names: re.Pattern[str]
    from_number: re.Pattern[str]
    to_number: re.Pattern[str]

    def leave(self, text: str, start: int, match: re.Match[str], rule: str) -> bool:
        """Whether the words around the number at `start` leave it an age of the advertiser."""
        return not (
            (rule not in _BORN and self.not_before.match(text, match.end()))
            or (rule in _COUNTED and self.parts.match(text, match.end()))
            or self._ranged(text, start, match, rule)
            or self._measured(text, start, match, rule)
            or self._of_kin(text, start, match, rule)
            or self._in_passing(text, start, match, rule)
            or self._unlike(text, start, match, rule)
            or self._minutes(text, start, match, rule)
        )

    def no_name(self, text: str, start: int) -> bool:
        """Whether what stands before the number is a measure, a street, a fare."""
        return self.no_names.search(text[:start], max(0, start - _REACH)) is not None

    def _measured(self, text: str, start: int, match: re.Match[str], rule: str) -> bool:
        """A size, a street, a fare: "maat 38", "Prijs is 50", "Korting van 20"."""
        if rule in _NAMED:
            return match["name"] is not None and self.no_name(text, match.end("name"))
        return rule in _BY_NAME and self.no_name(text, start)

    def _of_kin(self, text: str, start: int, match: re.Match[str], rule: str) -> bool:
        """The age of a child, a brother, a pet."""
        stretch = _CLAUSE if rule in _OF_ONESELF else _SENTENCE
        before = stretch.split(text[max(0, match.start() - _REACH) : start])[-1]
        if rule == "couple":  # "he 34, she 31", but not "el perro 15 y yo 58"
            return self.kin.search(text, match.start(), start) is not None
        if rule == "bracket" and self.beside.search(before):  # "I (37) and my sister (40)"
            return False
        if rule == "bracket" and self._of_children(text, match):
            return True
        if rule in _OF_ONESELF:  # "two children of 8 and 11 and I am 36"
            before = self.joint.split(before)[-1]
        elif self.parents.search(before):
            before = before[before.rfind(",") + 1 :]
        before = self._since_me(before)
        behind = rule == "years" and self.kin_after.match(text, match.end())
        return bool(behind) or self.kin.search(before) is not None

    def _of_children(self, text: str, match: re.Match[str]) -> bool:
        """ "Mother of two (13 and 16)"; but "mother of two (38)" is her own age."""
        listed = match["first"] is not None or int(match["age"]) < 18
        return listed and self.children.search(text[: match.start()], max(0, match.start() - _REACH)) is not None

    def _since_me(self, before: str) -> str:
        """What follows the last "I" of the last clause: "my daughter is 20, I am 44"."""
        own = self.me.split(before.rpartition(",")[2])
        return own[-1] if len(own) > 1 else before

    def _in_passing(self, text: str, start: int, match: re.Match[str], rule: str) -> bool:
        """How old visitors are, how long one works somewhere, how old one was then: its own clause says so."""
        if rule in _TOLD and self.past.search(
            self._own_clause(_CLAUSE.split(text[match.end() : match.end() + _NEAR])[0], 0)
        ):
            return True
        if rule not in _COUNTED or match.groupdict().get("old"):
            return False
        clause = self._own_clause(_CLAUSE.split(text[max(0, start - _NEAR) : start])[-1], -1)
        if self.visitors.search(clause.rpartition(":")[2]):
            return True
        return self.tenure.search(clause) is not None and not self.of.search(
            clause
        )  # "married" and "married lady of 38"

    def _own_clause(self, clause: str, part: int) -> str:
        """The part before or after an "and"."""
        return self.joint.split(clause)[part]

    def _unlike(self, text: str, start: int, match: re.Match[str], rule: str) -> bool:
        """Words right before it that make it something else: "al 10 jaar", "minimum leeftijd 25"."""
        if rule == "said":
            about = text[max(0, match.start() - 12) : match.start()]
            if _OWN.search(about) or self.not_after.search(about):
                return True
        unlike = self.not_after.search(text[:start], max(0, start - _REACH))
        # "I am" may itself end a phrase that is no age, as in "when I am"; words inside what says it do not count
        if unlike is None or rule in _SURE_ONES:
            return False
        return (rule != "said" and (rule != "of" or unlike.start() <= match.start())) or unlike.start() < match.start()

    def _minutes(self, text: str, start: int, match: re.Match[str], rule: str) -> bool:
        """Minutes of which the word is left out: "forty minutes 90 euro, sixty - 125 euro"."""
        if rule not in _LISTED or int(match["age"]) % 5 or not _COSTS.match(text, match.end("age")):
            return False
        return _PRICED.search(text, max(0, start - _REACH - _NEAR), start) is not None

    def _ranged(self, text: str, start: int, match: re.Match[str], rule: str) -> bool:
        """One end of a range: "van 21 tot 35", "60 of 70"."""
        if rule == "couple":
            return False
        after = match.end("age") if rule == "said" else match.end()
        return self.to_number.match(text, after) is not None or (
            self.from_number.search(text, max(0, start - 24), start) is not None
        )


def doubts(words: AgeWords) -> Doubts:
    """The doubts of these packs together."""

    def whole(pattern: str) -> re.Pattern[str]:
        return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", FLAGS)

    def just_before(pattern: str) -> re.Pattern[str]:
        return re.compile(rf"(?<!\w)(?:{pattern})\W{{0,3}}\Z", FLAGS)

    between = rf"(?:\s(?:{words('to', 'ors')})\s)"
    kin = rf"(?:{words('kin')})(?!\w)(?!\s(?:{words('with_me')})(?!\w))"
    return Doubts(
        not_after=re.compile(rf"(?<!\w)(?:{words('not_after')})[^\w.!?\n]{{0,3}}\Z", FLAGS),
        not_before=re.compile(
            rf"\s?\+|(?:[\s\-]?(?:{words('years')})(?!\w))?[\s\-']{{0,2}}(?:{words('not_before')})(?!\w)", FLAGS
        ),
        kin=re.compile(rf"(?<!\w){kin}", FLAGS),
        kin_after=re.compile(rf"[\s\-]{kin}", FLAGS),
        me=whole(words("me")),
        parts=re.compile(rf",?\s(?:\d\d?\s)?(?:{words('parts')})(?!\w)", FLAGS),
        beside=re.compile(rf"\(\d\d\)\s(?:{words('ands')}|&|\+)\s[^,]*\Z", FLAGS),
        parents=whole(words("parents")),
        children=re.compile(rf"(?<!\w)(?:{words('parents')})(?:\s\w+){{0,2}}\s?\Z", FLAGS),
        joint=re.compile(rf"\s(?:{words('ands')})\s", FLAGS),
        visitors=whole(words("visitors")),
        tenure=whole(words("tenure")),
        past=whole(words("past")),
        of=just_before(words("of")),
        no_names=just_before(words("no_names", "not_after")),
        from_number=re.compile(rf"(?<![\d.,])\d\d(?:\s?(?:{words('years')}))?(?:{between}|\s?-\s?)\Z", FLAGS),
        to_number=re.compile(
            rf"{between}\d\d(?!\d)|\s?{_HYPHEN}"
            rf"|\s(?:{words('ands')})\s\d\d[\s\-]?(?:\w{{1,10}}\s)?(?:{words('ranges')})(?!\w)",
            FLAGS,
        ),
    )
