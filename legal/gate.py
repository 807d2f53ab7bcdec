"""May this request leave, now? Every request of a crawl is asked here first; the answer is no by default."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from urllib.parse import urlsplit

from domain.certificates import Kind
from domain.dossiers import DossierState, LegalReview
from domain.paths import plain, shutting
from domain.people import same_person
from domain.sources import Source
from legal.policy import Policy, only_loopback, policy_of
from legal.states import DUTCH, LONGEST

ANY_PATH = {Kind.ROBOTS, Kind.TDM}  # they stand at fixed addresses outside the allowed paths


@dataclass(frozen=True, slots=True)
class Verdict:
    """`reason` is Dutch and empty when allowed."""

    allowed: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Gate:
    """One source, its dossier and the policy that follows from both.

    `trial` is for `peil source try` before approval: it opens for 127.0.0.1 only.
    """

    source: Source
    review: LegalReview | None
    policy: Policy
    trial: bool = False
    _told: dict[date, Verdict] = field(default_factory=dict, compare=False, repr=False)  # of `opens`, per day

    @classmethod
    def of(cls, source: Source, review: LegalReview | None, trial: bool = False) -> Gate:
        return cls(source, review, policy_of(source, review), trial)

    def opens(self, now: datetime) -> Verdict:
        """Whether this source may be visited at all. The dossier cannot change here, so only the day matters."""
        if (day := now.date()) not in self._told:
            self._told[day] = self._opens(now)
        return self._told[day]

    def _opens(self, now: datetime) -> Verdict:
        if self.trial:
            reason = "" if only_loopback(self.source) else "vóór goedkeuring kan alleen 127.0.0.1 geprobeerd worden"
        else:
            reason = dossier_objection(self.source, self.review, now)
        return Verdict(not reason, reason)

    def decide(self, url: str, kind: Kind, now: datetime, sent: int = 0) -> Verdict:
        """Whether `url` may be asked for as `kind`, after `sent` requests in this crawl."""
        opened = self.opens(now)
        if not opened.allowed:
            return opened
        if self._named(url, kind):  # the host, the hours and the cap count for it all the same
            url = f"{urlsplit(url).scheme}://{urlsplit(url).netloc}{self.policy.allow[0]}"
        reason = self.policy.objection(url, now, sent)
        return Verdict(not reason, reason)

    def _named(self, url: str, kind: Kind) -> bool:
        """Whether this very address is part of the rules or of the source file, whatever the allowed paths."""
        if kind in ANY_PATH:
            return urlsplit(url).path in FIXED_PATHS
        sitemap = self.source.visits.sitemap
        if kind is Kind.SITEMAP:
            named = sitemap is not None and url == sitemap.url
            return named and shutting(self.policy.deny, *plain(url)) is None
        return kind is Kind.TERMS and url == self.source.terms


FIXED_PATHS = frozenset({"/robots.txt", "/.well-known/tdmrep.json"})


def dossier_objection(source: Source, review: LegalReview | None, now: datetime) -> str:
    """Why there is no valid dossier for this file, in Dutch; "" when there is."""
    if review is None:
        return f"bron {source.name} heeft geen juridisch dossier: begin met `peil source review {source.name}`"
    if review.state is not DossierState.APPROVED:
        because = f" ({review.decision})" if review.decision else ""
        return f"het dossier van {source.name} is {DUTCH[review.state]}{because}"
    return _approval_objection(source, review, now)


def _approval_objection(source: Source, review: LegalReview, now: datetime) -> str:
    if review.source != source.name:
        return f"het dossier hoort bij bron {review.source}, niet bij {source.name}"
    if not review.approver or any(same_person(review.approver, name) for name in review.writers):
        return f"het dossier van {source.name} is niet door een tweede persoon goedgekeurd"
    if review.unanswered:
        return f"de exploitant van {source.name} maakte bezwaar en daarop is niet geantwoord"
    if review.digest != source.digest:
        return (
            f"bronbestand {source.name}.yml is gewijzigd na de goedkeuring: "
            f"laat het opnieuw beoordelen met `peil source review {source.name}`"
        )
    return _term_objection(source, review, now)


def _term_objection(source: Source, review: LegalReview, now: datetime) -> str:
    if review.valid_until is None or now.date() >= review.valid_until:
        return f"het dossier van {source.name} is verlopen op {review.valid_until}: vernieuw de antwoorden"
    if review.decided_on is None or review.valid_until > review.decided_on.date() + LONGEST:
        return f"de goedkeuring van {source.name} heeft geen datum of geldt langer dan twaalf maanden"
    return ""
