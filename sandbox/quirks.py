"""Small habits of one writer on one site: line breaks, a second way of contact, a word about oneself."""

from __future__ import annotations

import unicodedata
from random import Random

from sandbox.people import NOTICES, Person
from sandbox.phrases import phrases, pick

BREAKS_LINES = {"sandbox_a": 0.3, "sandbox_b": 0.45, "sandbox_c": 0.15}
OTHER_CONTACT = 0.04  # writers who add an address that masking must find
MENTIONS_TRANS = 26 / 27_866  # the study found the word in 26 ads
OTHER = (
    "E-mail: {who}@post.example",
    "Mail: {who}.{year}@bericht.example",
    "Telegram: @{who}_{year}",
    "www.{who}-{year}.example",
    "https://site.example/{who}{year}",
)


def set_down(sentences: list[str], person: Person, source: str, language: str, seed: int) -> str:
    """The sentences as this person always sets them down on this site.

    Draws from chance of its own, so that a habit added here changes nobody's life.
    """
    rng = Random(f"{seed}/quirks/{person.id}/{source}")
    between = "\n" if rng.random() < BREAKS_LINES[source] else " "
    adds, trans = rng.random() < OTHER_CONTACT, rng.random() < MENTIONS_TRANS
    said = list(sentences)
    if trans and person.kind not in NOTICES and "trans" in phrases(language).topics:
        said.insert(1, pick(rng, phrases(language).topics["trans"]))
    if adds:
        said.append(rng.choice(OTHER).format(who=_plain(person.name), year=rng.randint(20, 99)))
    return between.join(said)


def _plain(name: str) -> str:
    """The name as it can stand in an address."""
    letters = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return letters.replace(" ", "").replace("'", "")
