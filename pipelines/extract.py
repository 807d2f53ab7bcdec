"""From a text and the fields of a page to variables, each with where it came from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.listings import FoundIn, Published
from domain.observations import Gender, Language, LanguageStatus, Missing, Provenance, WorkType
from pipelines.age import age_rules, counted_years, find_ages, read_age, under_18
from pipelines.business import business_rules, find_business
from pipelines.clean import clean
from pipelines.gender import read_gender
from pipelines.hours import Hours, find_hours
from pipelines.language import hear
from pipelines.numbers import in_digits, number_words
from pipelines.packs import version
from pipelines.phone import Phone, find_phones, person_lines, phone_span, read_phone
from pipelines.phrases import bare
from pipelines.place import Mention, mentions, municipalities, municipality_name, read_place, read_places, surely_places
from pipelines.price import Price, find_prices, price_hour, price_rules, read_price
from pipelines.work_type import find_work, read_work, work_rules

LONGEST = 20_000  # characters of one ad that are read; real ads stay far below
Fields = Mapping[str, tuple[Published, ...]]
_PACK_OF = {"phone": "numbers", "price_hour": "price", "municipality": "place"}  # the packs whose words it is read by
_PRECEDENCE = (FoundIn.HTML, FoundIn.JSON_LD, FoundIn.IMPORT)


@dataclass(frozen=True, slots=True)
class Told:
    """What the text alone says. `masked` is the cleaned text with its phones blanked, same length."""

    phones: tuple[Phone, ...] = field(repr=False)
    prices: tuple[Price, ...]
    ages: tuple[int, ...]
    under_18: bool
    municipalities: tuple[str, ...]
    work_types: tuple[WorkType, ...]
    language: Language
    business_words: tuple[str, ...]
    hours: tuple[Hours, ...]
    spans: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Extracted:
    """The variables of an ad, fields and text weighed, and the provenance of each."""

    told: Told = field(repr=False)
    phones: tuple[Phone, ...] = field(repr=False)
    price_hour: float | None
    age: int | None
    under_18: bool
    municipality: str | None
    work_types: frozenset[WorkType]
    gender: Gender | None
    provenance: tuple[Provenance, ...]


def extract(
    title: str,
    text: str,
    *,
    fields: Fields | None = None,
    failed: Iterable[str] = (),
    lang: str | None = None,
) -> Extracted:
    """Every variable of an ad. `fields` are the page's own values, `failed` names selectors that matched nothing.

    Precedence per variable: HTML field, JSON-LD, text. Never raises on any text; ConfigError for a broken pack.
    """
    return weigh(read_text(title, text, lang), fields or {}, frozenset(failed))


def read_text(title: str, text: str, lang: str | None = None) -> Told:
    """What title and text say by themselves. Spans count characters of `title + newline + text`."""
    cleaned = clean(f"{title}\n{text}"[:LONGEST] if title else text[:LONGEST])
    phones, masked, named, language, code = _phones_and_language(cleaned.text, lang)
    numbered = in_digits(masked, number_words(code))  # prices and ages may be written in words
    read = bare(numbered.text)
    ages = find_ages(read, ages_by := age_rules(code))
    unaged = _blanked(read, [*((age.start, age.end) for age in ages if age.sure), *counted_years(read, ages_by)])
    prices = find_prices(unaged, price_rules(code))
    priced = {price.start: price.end for price in prices if price.minutes}
    ages = [age for age in ages if age.sure or not any(a <= age.start < b for a, b in priced.items())]
    places = read_places(masked, named, code)
    plain = bare(masked)
    works = find_work(plain, work_rules(code))
    business = find_business(plain, business_rules(code))
    spans: Mapping[str, Sequence[Any]] = {"phone": phones, "municipality": places, "work_type": works}
    in_numbers: Mapping[str, Sequence[Any]] = {"price_hour": prices, "age": ages}
    return Told(
        phones=tuple(phones),
        prices=tuple(prices),
        ages=tuple(age.years for age in ages),
        under_18=under_18(read, ages, ages_by),
        municipalities=tuple(municipalities(places)),
        work_types=tuple(work.kind for work in works),
        language=language,
        business_words=tuple(found.word for found in business),
        hours=tuple(find_hours(masked)),
        spans={name: cleaned.span(*_first_span(found)) for name, found in spans.items() if found}
        | {name: cleaned.span(*numbered.span(*_first_span(found))) for name, found in in_numbers.items() if found},
    )


def _phones_and_language(text: str, hint: str | None) -> tuple[list[Phone], str, list[Mention], Language, str | None]:
    """Phones, the text without them, its possible places, its language and the packs that read it.

    Number words need the language and the language wants the numbers out: Dutch and English words first.
    """
    phones = find_phones(text)
    masked = _blanked(text, [phone_span(phone) for phone in phones])
    named = list(mentions(masked))
    language, heard = hear(masked, surely_places(named), hint)
    if phones and language.status is not LanguageStatus.CONFIRMED:  # number words are also in a language
        language, heard = hear(text, surely_places(named), hint)
    if not phones and language.code not in ("nl", "en"):
        phones = find_phones(text, _packs_of(heard))
        masked = _blanked(text, [phone_span(phone) for phone in phones])
    return phones, masked, named, language, _packs_of(heard)


def _packs_of(heard: Sequence[str]) -> str | None:
    """The name of the packs for these languages. Those of Dutch and English read every text."""
    others = [code for code in heard[1:] if code not in ("nl", "en")]
    return "+".join((heard[0], *others)) if heard else None


def weigh(told: Told, fields: Fields, failed: frozenset[str] = frozenset()) -> Extracted:
    """The page's fields before the text, with conflicts kept and reasons for what is missing."""
    values: dict[str, Any] = {}
    notes = []
    for name, read, said in _questions(told):
        values[name], note = _answer(name, fields.get(name, ()), read, said, told, name in failed)
        notes.append(note)
    phone = values["phone"]
    others = tuple(p for p in told.phones if not phone or p.e164 != phone.e164)
    age = values["age"]
    return Extracted(
        told=told,
        phones=((phone,) if phone else ()) + others,
        price_hour=values["price_hour"],
        age=age,
        under_18=told.under_18 or (age is not None and age < 18),
        municipality=values["municipality"],
        work_types=values["work_type"] or frozenset(),
        gender=values["gender"],
        provenance=tuple(notes),
    )


def public(extracted: Extracted) -> dict[str, Any]:
    """The answer of `peil extract` for one text, without its id."""
    told = extracted.told
    return {
        "phones": person_lines(list(told.phones)),
        "prices": [{"amount": _number(p.amount), "minutes": p.minutes, "kind": p.kind} for p in told.prices],
        "price_hour": _number(extracted.price_hour),
        "ages": list(told.ages),
        "under_18": extracted.under_18,
        "municipalities": [municipality_name(code) for code in told.municipalities],
        "municipality_codes": list(told.municipalities),
        "work_types": [kind.value for kind in told.work_types],
        "language": {
            "code": told.language.code,
            "status": told.language.status.value,
            "second": told.language.second,
        },
        "business_words": list(told.business_words),
    }


def _questions(told: Told) -> tuple[tuple[str, Callable[[str], Any], Sequence[Any]], ...]:
    """Per variable: how to read a field, and what the text says (several different values = ambiguous)."""
    person = [phone for phone in told.phones if phone.e164 in person_lines(list(told.phones))]
    hour = price_hour(told.prices)
    work = frozenset(told.work_types)
    return (
        ("phone", read_phone, person[:1]),
        ("price_hour", read_price, [hour] if hour is not None else []),
        ("age", read_age, told.ages),
        ("municipality", read_place, told.municipalities),
        ("work_type", lambda value: read_work(value) or None, [work] if work else []),
        ("gender", read_gender, []),
    )


def _answer(
    name: str,
    published: tuple[Published, ...],
    read: Callable[[str], Any],
    said: Sequence[Any],
    told: Told,
    failed: bool,
) -> tuple[Any, Provenance]:
    ranked = sorted((each for each in published if each.found_in in _PRECEDENCE), key=_rank)
    values = [(each, value) for each in ranked if (value := read(each.value)) is not None]
    if values:
        (first, value), *others = values
        differing = dict.fromkeys(_shown(name, other) for other in (*(v for _, v in others), *said) if other != value)
        return value, Provenance(name, first.found_in, first.rule, None, 1.0, tuple(differing))
    if len(said) == 1:
        return said[0], Provenance(name, FoundIn.TEXT, _rule(name), told.spans.get(name), 0.9)
    if said:
        options = tuple(_shown(name, other) for other in said)
        return None, Provenance(name, FoundIn.TEXT, _rule(name), None, 0.0, options, Missing.AMBIGUOUS)
    absent = Missing.SELECTOR_FAILED if failed else Missing.NONE_IN_TEXT if name != "gender" else Missing.ABSENT
    return None, Provenance(name, missing=absent)


def _rank(published: Published) -> int:
    return _PRECEDENCE.index(published.found_in)


def _rule(name: str) -> str:
    """The text rule of a variable with its version: what its packs say now."""
    return f"{name}@{version(_PACK_OF.get(name, name))}"


def _shown(name: str, value: Any) -> str:
    """A conflicting value as it may be kept: never a clear number."""
    if name == "phone":
        return "another number"
    return ",".join(sorted(value)) if isinstance(value, frozenset) else str(value)


def _number(value: float | None) -> float | int | None:
    return int(value) if value is not None and value == int(value) else value


def _blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    for start, end in spans:
        text = f"{text[:start]}{chr(0) * (end - start)}{text[end:]}"
    return text


def _first_span(found: Sequence[Any]) -> tuple[int, int]:
    return found[0].start, found[0].end
