"""What the invented market is made of. Its seed knows the truth; the product never reads it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Advertisement:
    """One ad as its advertiser wrote it, in one version of its text.

    `phone` is a number of the fictional block +3160xxxxxxx in E.164, or None;
    `municipality` a place name as the site prints it; `price_hour` whole euros.
    """

    source: str  # sandbox_a, sandbox_b or sandbox_c
    code: str
    advertiser: int  # the truth: who it is
    name: str
    phone: str | None
    municipality: str | None
    title: str
    text: str
    language: str
    price_hour: int | None
    age: int | None
    gender: str  # "woman" or "man": the form offers nothing else
    work_types: tuple[str, ...]  # at_home, escort, massage
    origin: str | None
    hours: str | None
    planted: tuple[str, ...] = ()  # ids of planted indicators, or "lookalike:<id>"
    repost_of: str | None = None  # code of the ad it replaces
