"""From a listing to an observation and a contact: keyed, sealed and masked, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from dedup.sketch import sketch
from domain.contacts import Contact
from domain.listings import Listing
from domain.observations import Observation
from domain.weeks import Week
from pipelines.clean import clean
from pipelines.extract import Extracted, extract
from pipelines.phone import Phone, find_phones, person_lines, read_phone
from pipelines.redact import redact


class Keys(Protocol):
    """The part of the keyring that turns clear values into keyed and sealed ones."""

    @property
    def sketch_key(self) -> bytes: ...
    def code(self, source: str, code: str) -> str: ...
    def phone(self, e164: str) -> str: ...
    def name(self, text: str) -> str: ...
    def tokens(self, text: str) -> tuple[str, ...]: ...
    def content(self, text: str) -> str: ...
    def seal(self, text: str) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Observed:
    """What may be stored of one listing."""

    observation: Observation
    contact: Contact | None


def observe(
    listing: Listing,
    *,
    crawl: str,
    week: Week,
    keys: Keys,
    known: Mapping[str, Observation] | None = None,
) -> Observed:
    """One ad, seen once, without a clear number, name or text in it.

    `known` holds earlier observations by content hash: of an ad whose contents did not change only the
    phone is read again (it is stored nowhere in the clear), the variables are those of before.
    Never raises on what a page holds.
    """
    content = keys.content(_contents(listing))
    before = known.get(content) if known else None
    if before is not None:
        code = keys.code(listing.source, listing.code)  # the same contents may stand under another code
        seen = replace(before, crawl=crawl, code=code, week=week, seen_at=listing.seen_at)
        return Observed(seen, _contact(_phone_again(listing), listing, keys))
    extracted = extract(listing.title, listing.text, fields=listing.fields, failed=listing.failed)
    person = _person(extracted)
    contact = _contact(person, listing, keys)
    return Observed(_observation(listing, extracted, contact, content, crawl, week, keys), contact)


def _observation(
    listing: Listing,
    extracted: Extracted,
    contact: Contact | None,
    content: str,
    crawl: str,
    week: Week,
    keys: Keys,
) -> Observation:
    masked = redact(f"{listing.title}\n{listing.text}")
    name = _first(listing, "advertiser")
    return Observation(
        crawl=crawl,
        source=listing.source,
        code=keys.code(listing.source, listing.code),
        week=week,
        seen_at=listing.seen_at,
        content_hash=content,
        redacted=masked,
        language=extracted.told.language,
        municipality=extracted.municipality,
        age=extracted.age,
        under_18=extracted.under_18,
        price_hour=extracted.price_hour,
        work_types=extracted.work_types,
        gender=extracted.gender,
        business_words=extracted.told.business_words,
        name_key=keys.name(name) if name else None,
        name_tokens=keys.tokens(name) if name else (),
        contact_key=contact.key if contact else None,
        sketch=sketch(masked, keys.sketch_key),
        provenance=extracted.provenance,
    )


def _contents(listing: Listing) -> str:
    """Everything the variables are read from, so that any change of it is a new content."""
    fields = (f"{name}={entry.value}" for name, entries in sorted(listing.fields.items()) for entry in entries)
    return "\x1f".join((listing.title, listing.text, *fields, *sorted(listing.failed)))


def _person(extracted: Extracted) -> Phone | None:
    reachable = person_lines(list(extracted.phones))
    return next((phone for phone in extracted.phones if phone.e164 in reachable), None)


def _phone_again(listing: Listing) -> Phone | None:
    for entry in listing.fields.get("phone", ()):
        if phone := read_phone(clean(entry.value).text):
            return phone
    found = find_phones(clean(f"{listing.title}\n{listing.text}").text)
    reachable = person_lines(found)
    return next((phone for phone in found if phone.e164 in reachable), None)


def _contact(phone: Phone | None, listing: Listing, keys: Keys) -> Contact | None:
    if phone is None:
        return None
    return Contact(keys.phone(phone.e164), keys.seal(phone.e164), phone.line, listing.seen_at, listing.seen_at)


def _first(listing: Listing, name: str) -> str:
    entries = listing.fields.get(name, ())
    return entries[0].value.strip() if entries else ""
