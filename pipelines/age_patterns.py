"""How a stated age is written, as patterns over a cleaned, bare text whose number words are digits."""

from __future__ import annotations

import re

from pipelines.age_pack import AgeWords

FLAGS = re.IGNORECASE | re.MULTILINE
# A number of two digits that is not part of a price, a time, a measure, a date or a longer number.
_NOT_BEFORE = r"(?<![\d€$£:/+])(?<!\d[.,-])"
_TIMES = r"h(?:ours?|rs?)?|uur\w*|uren|u|st(?:unde|d)\w*|hora?s?|heures?|or[aăe]|o?ra|час\w*|hod\w*|godz\w*|saat\w*"
_MINUTES = r"min\w*|mn|мин\w*|хв\w*|perc\w*|dk|dakika|'"
NOT_AFTER = (
    r"(?![\d%:°+]|[.,/-]\d|\s?[x×]\s?\d"
    r"|\s?(?:€|eur(?:o|os)?\b|евро|євро|evro|avro|cm\b|kg\b|km\b|m2\b|kilo|,-|x\b|%|plus\b|\+|/\s?7)"
    rf"|\s?(?:(?:an|per|p/?|the|het|de|la|el|die|pro|za|на|в|l'|a)\s)?(?:{_TIMES}|{_MINUTES})(?!\w)"
    r"|\s?(?:s\b|er\b|ers\b|ish\b|-?something))"
)
# The same, its first digit read before what stands ahead is looked at: several times faster to find in a text.
_NUMBER = rf"(?P<age>[1-9](?<![\d€$£:/+].)(?<!\d[.,-].)\d){NOT_AFTER}"
_BREAK = r"[^\w\s.:€$£/+%'\x00-]"  # a comma, a bar, a bullet, an emoji: signs that part the pieces of a list
_CAPITAL = r"(?-i:[^\W\d_a-zа-яіїєґ])"
_NTH = r"e|de|ste|th|st|nd|rd|\.|o|-?(?:й|го|та|ти|то)"
_HEIGHT = r"[12][.,]\d\d"  # metres
_FOR = (
    r"per|pu|pp|hu|pro|voor|for|fur|pour|por|para|za|за|po|pentru|pe|icin"  # between a number of euros and what it buys
)

_IN_TOWN = "in|în|en|em|à|a|ve|v|w|в|у|te"  # between an age and a town


def and_(words: AgeWords) -> str:
    """What stands between two ages of two people."""
    return rf"(?:{words('ands')}|&|\+|,|/)"


def ways(words: AgeWords) -> dict[str, str]:
    """The ways of stating an age, surest first."""
    ands = and_(words)
    first = rf"(?:(?P<first>[1-9]\d)\s*{ands}\s*)?"
    return _in_words(words, ands, first) | _beside_words(words, ands, first) | _by_place(words, ands, first)


def _in_words(words: AgeWords, ands: str, first: str) -> dict[str, str]:
    """Words that say it: "leeftijd 31", "24 jaar", "26 ben ik"."""
    years, fillers, pronouns = words("years"), words("fillers"), words("pronouns")
    is_ = r"(?:\w{1,5}[\s:]{1,2}|[,:(]?\s?|=\s?)"
    return {
        "said": rf"(?<!\w)(?:{words('said')})(?!\w)(?:\s(?:{fillers}))?(?!\w)[\s:=,.?|\-]{{0,4}}{_NUMBER}"
        rf"(?:[\s\-]?(?:{years})(?!\w))?",
        "couple": rf"(?<!\w)(?:{pronouns})\s{is_}(?P<first>[1-9]\d){NOT_AFTER}(?:[\s\-]?(?:{years})(?!\w))?"
        rf"[\s,;/&]{{1,3}}(?:{ands}\s)?(?:{pronouns})\s{is_}(?P<age>[1-9]\d){NOT_AFTER}",
        "years": rf"{_NOT_BEFORE}{first}(?P<age>[1-9]\d){NOT_AFTER}"
        rf"[\s\-']?(?:{years})(?!\w)(?P<old>[\s\-]?(?:{words('old')})(?!\w))?",
        "short": rf"{_NOT_BEFORE}{first}(?P<age>[1-9]\d)(?:(?:{words('short')})(?!\w)"
        rf"|\s(?:{words('short')})(?=\s?(?:{_BREAK}|[.)]|$)))",
        "after": rf"{_NUMBER}\s(?:{words('after')})(?!\w)",
        "and_me": rf"(?<!\d)[1-9]\d(?:[\s\-]?(?:{years}))?,?\s(?:{words('ands', 'onward')})\s(?:{words('me')})\s"
        rf"(?:(?:{fillers})\s)?{_NUMBER}",
        # "not twenty any more but 34"
        "instead": rf"(?<!\w)(?=[^.!?\d\n]{{0,24}}\d\d{NOT_AFTER})(?:{words('outgrown')})(?:\s\d\d)?"
        rf"(?:\s(?:{years}))?,?\s(?:{words('instead')})\s(?:(?:{fillers})\s)?{_NUMBER}",
        "born": rf"(?<!\w)(?:{words('born')})(?!\w)[^.!?\d\n]{{0,30}}?{_NUMBER}\s(?:\w{{1,3}}\s)?(?:{years})(?!\w)",
        "ago": rf"{_NUMBER}\s\w+\s(?:[\w']+\s){{1,2}}(?:{words('born')})(?!\w)",
        "at": rf"(?:^|[.!?…]\s)(?:{words('at')})\s{_NUMBER},?\s(?-i:I)(?!\w)",
        # "29/f/dutch", "v/34"
        "sex": r"(?:(?<![\w/.,])|(?<![\w/.,])[fmvwk]/)(?P<age>[1-9]\d)(?:(?<=/\d\d)|/[fmvwk])(?![\w/.,]\d|\w)",
        # Age, height and weight in one row: "24 / 165 / 54"
        "build": rf"{_NOT_BEFORE}(?P<age>[1-9]\d)\s?[/|,;-]\s?(?:1[4-9]\d|{_HEIGHT})(?:\s?c?m)?\s?[/|,;-]\s?"
        r"[3-9]\d(?!\d)",
    }


def _beside_words(words: AgeWords, ands: str, first: str) -> dict[str, str]:
    """Beside the word for a person or a name: "vrouw van 42", "Mei is 48", "Mila 22, Nora 25", "Lina 27 Utrecht"."""
    persons, fillers = words("persons", "callings"), words("fillers")
    pair = rf"{_NOT_BEFORE}{first}(?P<age>[1-9]\d){NOT_AFTER}"
    next_price = rf"\s?(?:,|/|{ands})\s?(?:\w{{1,5}}\s)?(?:\d{{2,3}}\s?(?:€|eur)|(?:{_TIMES})(?!\w))"
    return {
        "of": rf"(?<!\w)(?:(?:{persons})(?:\s\w{{3,14}})?|(?P<name>(?-i:[A-Z][a-z]{{2,14}})))"
        rf"\s(?:{words('of')})\s{_NUMBER}(?=\s?(?:[,.;!?)•|]|$)|\s[^\W\d])(?!{next_price})",
        "person": rf"(?<!\w)(?:{persons})[\s,:]{{1,2}}{pair}"
        rf"(?=\s?(?:[^\w\s:/-]|$)|\s(?!(?:{_FOR})\b)[^\W\d]{{2}})(?!{next_price})",
        "joined": rf"(?<!\w)(?P<name>{_CAPITAL}\w{{1,14}}|{persons})\s(?:{words('joined')})(?:\s(?:{fillers}))?\s"
        rf"{_NUMBER}(?=\s?[,.!?;)]|\s?$|\s(?!(?:{_FOR})\b)[^\W\d])",
        "among": rf"(?<!\w)(?:{words('i_am')})(?!\w)(?:[^.!?\n]|(?<=\d)\.(?=\d)){{3,60}}?"
        rf"(?<!\d)\s(?:{words('ands')})\s(?:(?:{fillers})\s)?{_NUMBER}(?=\s?(?:[.,;!?)]|$))",
        "duo": rf"(?<!\w){_CAPITAL}\w{{1,14}}\s(?P<first>[1-9]\d)\s{ands}\s(?:\w+\s)?{_CAPITAL}\w{{1,14}}\s"
        rf"(?P<age>[1-9]\d){NOT_AFTER}(?!\w)",
        "called": rf"(?<!\w)(?:{words('called')})\s[^\W\d]{{2,14}},?\s{_NUMBER}"
        rf"(?=\s?(?:[.,;!?)(•|]|$)|\s(?:{words('ands')}|from|uit|aus)\s)",
        "dubbed": rf"(?:\A\W{{0,3}}|(?<!\w)(?:{words('called')})\s)(?P<name>[^\W\d]{{3,14}})\s{_NUMBER}"
        rf"(?=\s(?:(?:{_IN_TOWN})\s)?(?!(?:{_FOR}|{words('years', 'not_before')})\b)[^\W\d]{{3}})",
        "praised": rf"(?P<name>{_CAPITAL}\w{{1,14}}),?\s(?:{words('praised')})\s{_NUMBER}(?=\s?[,.!?;)|]|\s?$)",
        "who_is": rf"(?:^|[.!?]\s)(?P<name>{_CAPITAL}\w{{1,14}})\s[^.!?\d\n]{{3,60}},\s(?:{words('joined')})\s"
        rf"(?:(?:{fillers})\s)?{_NUMBER}(?=\s(?:{words('ands')})\s[^\W\d]|,\s[^\W\d])",
        "by_person": rf"(?<!\w)(?:{persons}),?\s(?P<name>[^\W\d]{{3,14}}),?\s{_NUMBER}(?=[.,]\s[^\W\d]|\.?$)",
        "and_named": rf"(?<!\d)[1-9]\d(?:[\s\-]?(?:{words('years')}))?\s?[,)]?\s{ands}\s(?:[^\W\d]+\s){{0,3}}?"
        rf"(?P<name>[^\W\d]{{2,14}})\s?[,(]\s?{_NUMBER}(?=\s?(?:[,.;!)]|$))",
        "birthday": rf"(?<!\w)(?:{words('celebrated')})\s(?:[^\W\d]+\s){{0,4}}(?P<age>[1-9]\d)(?:{_NTH})?"
        rf"\s(?:{words('birthday')})(?!\w)",
        "from": rf"(?<!\w)[a-z]{{3,14}},?\s{_NUMBER}\s(?:from|uit|aus|din|ze|из)\s[^\W\d]{{3}}",
        "ones": rf"(?<!\w)(?:{words('ones')})\s(?:(?:{words('of')})\s)?(?P<first>[1-9]\d){NOT_AFTER}"
        rf"(?:[\s\-]?(?:{words('years')}))?,?\s(?:{ands}\s)?(?:{words('others')})\s(?:(?:{words('of')})\s)?{_NUMBER}",
        "bracket": rf"(?<=[^\W\d])\s?\(\s?(?:[^()\d]{{2,24}},\s?)?{first}(?P<age>[1-9]\d){NOT_AFTER}"
        r"(?=\s?\)|\s?[,;/]\s?(?:\d[.,]\d|[12]\d\d\b|[^\W\d]))",
    }


def _by_place(words: AgeWords, ands: str, first: str) -> dict[str, str]:
    """Only by where the number stands: read when nothing surer is said."""
    return {
        # A piece of a title or a list: "Sofia, 24, Utrecht", "Ik ben Sil, 30 en een nachtbraker".
        "bare": rf"(?:(?<=[^\d\s])[ \t]?{_BREAK}|(?<=[^\d\s])[ \t](?:[-–]|/{{1,2}})|^)[ \t]{{0,3}}{_NOT_BEFORE}{first}"
        rf"(?P<age>[1-9]\d){NOT_AFTER}(?=[ \t]{{0,3}}(?:{_BREAK}|[ \t][-–/]|[.!]?[ \t]*(?:$|\x00)|[.!]\s\D"
        rf"|[.!?]\s\d\s?(?:[^\W\d]|\))|[ \t](?:{words('ands', 'onward')})\s[^\W\d])"
        rf"(?!\s{{0,3}}\d{{1,2}}(?!\d|\s?[^\W\d]|[.,]\d\d(?!\d))))",
        "named": rf"(?:^|(?<=[^\w\s'-])|(?<=[^\w\s'-]\s)"
        rf"|(?<=\s(?:en|et|si|es|ve)\s)|(?<=\s[yeiиіа]\s)|(?<=\s(?:and|und)\s))"
        rf"(?P<name>{_CAPITAL}\w{{1,14}})\s{_NUMBER}"
        rf"(?=\s*(?:$|[,.!|•(&\n-]|{_BREAK}|(?:{ands})\s)|\s(?-i:[A-ZА-ЯІЇЄ])[^\W\d]{{2}})",
        # A sentence, or what opens one: "Thuis. 34. Delft."
        "lone": rf"(?<=\w[.!?:…]\s){_NUMBER}(?=\s?[.,!]\s?\D|\s?[.!]?\s*$|\s(?:{ands})\s[^\W\d])",
        "weak": rf"(?<!\w)(?:{words('weak')})\s{_NUMBER}(?=\s?[^\w\s€$£:/+%-]|\s?$|\s:|\s(?:{words('ands')})\s[^\W\d])",
    }
