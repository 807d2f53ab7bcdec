"""The durable visit plan: what overviews promised and what became of each ad.

Every method is one transaction, so a killed crawl goes on where its last one ended.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, ScalarSelect, case, func, select, update
from sqlalchemy.sql.selectable import Select

from domain.certificates import Fate
from domain.crawls import Crawl
from domain.visits import Kept, OverviewPage, Promised, Remembered, Settled
from storage.carrying import carry_newest, drop_carried
from storage.crawls import counts
from storage.database import reading
from storage.keys import Keyring
from storage.objections import without_suppressed
from storage.observations import save_contacts, save_observations
from storage.tables.ads import sightings
from storage.tables.crawls import ad_pages, crawls, overview_pages, visits
from storage.upsert import insert_on

_UNREAD = (Fate.FAILED, Fate.BARRED)  # asked for again by a second run of the week
AT_ONCE = 500  # codes in one statement: databases bound the number of values


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """The plan of one crawl. Clear codes and addresses stand in the database sealed only."""

    engine: Engine
    keyring: Keyring
    crawl: Crawl

    def record_page(self, page: OverviewPage, ads: Sequence[Promised]) -> None:
        with self.engine.begin() as connection:
            connection.execute(
                insert_on(connection, overview_pages).on_conflict_do_nothing(),
                asdict(page) | {"crawl": self.crawl.id},
            )
            self._promise(connection, ads)

    def pages(self) -> list[OverviewPage]:
        columns = [column for column in overview_pages.c if column.name != "crawl"]
        rows = (
            select(*columns)
            .where(overview_pages.c.crawl == self.crawl.id)
            .order_by(overview_pages.c.round, overview_pages.c.number)
        )
        with reading(self.engine).connect() as connection:
            return [OverviewPage(**row._mapping) for row in connection.execute(rows)]

    def pending(self) -> list[Promised]:
        rows = (
            select(visits.c.sealed, visits.c.card)
            .where(visits.c.crawl == self.crawl.id, visits.c.fate.is_(None) | visits.c.fate.in_(_UNREAD))
            .order_by(visits.c.position)
        )
        return self._promised(rows)

    def settle(self, settled: Sequence[Settled]) -> None:
        if not settled:
            return
        with self.engine.begin() as connection:
            drop_carried(connection, self.crawl, self._unread(connection, settled))
            self._set_fates(connection, settled)
            for fates, seen in (((Fate.UNCHANGED,), True), (_UNREAD, False)):  # none of them known to be gone
                if carried := [self._key(one.code) for one in settled if one.fate in fates]:
                    carry_newest(connection, self.crawl, carried, seen=seen)

    def doubt_gone(self, reason: str) -> None:
        gone = (visits.c.crawl == self.crawl.id) & (visits.c.fate == Fate.GONE)
        with self.engine.begin() as connection:
            codes = connection.execute(select(visits.c.code).where(gone)).scalars().all()
            open_ = case((visits.c.position < 0, None), else_=Fate.FAILED)  # not listed: to be looked for once more
            connection.execute(update(visits).where(gone).values(fate=open_, reason=reason))
            for start in range(0, len(codes), AT_ONCE):
                carry_newest(connection, self.crawl, codes[start : start + AT_ONCE], seen=False)

    def remembered(self) -> dict[str, Remembered]:
        rows = select(ad_pages).where(ad_pages.c.source == self.crawl.source)
        with reading(self.engine).connect() as connection:
            return {
                row.code: Remembered(row.etag, row.last_modified, row.card, self.crawl.week - row.read_week)
                for row in connection.execute(rows)
            }

    def _previous(self) -> ScalarSelect[str]:
        """The newest crawl of this source before this one that counts."""
        return (
            select(crawls.c.id)
            .where(crawls.c.source == self.crawl.source, counts(), crawls.c.week < self.crawl.week)
            .order_by(crawls.c.week.desc())
            .limit(1)
            .scalar_subquery()
        )

    def before(self) -> int:
        rows = select(func.count()).where(sightings.c.crawl == self._previous())
        with reading(self.engine).connect() as connection:
            return connection.execute(rows).scalar_one()

    def absent(self) -> list[Promised]:
        rows = (
            select(ad_pages.c.sealed, ad_pages.c.card)
            .join(sightings, (sightings.c.source == ad_pages.c.source) & (sightings.c.code == ad_pages.c.code))
            .where(self._unseen(), ad_pages.c.sealed.is_not(None))
            .order_by(ad_pages.c.code)
        )
        return self._promised(rows)

    def missing(self) -> int:
        with reading(self.engine).connect() as connection:
            return connection.execute(select(func.count()).select_from(sightings).where(self._unseen())).scalar_one()

    def _unseen(self) -> ColumnElement[bool]:
        known = visits.c.fate.is_not(None) | (visits.c.position >= 0)
        planned = select(visits.c.code).where(visits.c.crawl == self.crawl.id, known)
        return (sightings.c.crawl == self._previous()) & sightings.c.code.not_in(planned)

    def promised(self) -> int:
        rows = select(func.count()).where(visits.c.crawl == self.crawl.id, visits.c.position >= 0)
        with reading(self.engine).connect() as connection:
            return connection.execute(rows).scalar_one()

    def fates(self) -> dict[Fate, int]:
        rows = (
            select(visits.c.fate, func.count())
            .where(visits.c.crawl == self.crawl.id, visits.c.fate.is_not(None))
            .group_by(visits.c.fate)
        )
        with reading(self.engine).connect() as connection:
            return {Fate(fate): count for fate, count in connection.execute(rows)}

    def keep(self, batch: Sequence[Kept]) -> None:
        """The crawl's batch sink: observations, contacts and fates in one transaction."""
        with self.engine.begin() as connection:
            planned = self._planned(connection, batch)
            drop_carried(connection, self.crawl, [code for code, row in planned.items() if _carried(row)])
            wanted = without_suppressed(connection, self.keyring, [(one.observation, one.contact) for one in batch])
            save_observations(connection, self.keyring, [observation for observation, _ in wanted])
            save_contacts(connection, [contact for _, contact in wanted if contact])
            self._remember(connection, batch, planned)

    def _unread(self, connection: Connection, settled: Sequence[Settled]) -> Sequence[str]:
        """Those of the ads settled as gone that an earlier run could not read: what was carried over is in the way."""
        gone = [self._key(one.code) for one in settled if one.fate is Fate.GONE]
        rows = select(visits).where(visits.c.crawl == self.crawl.id, visits.c.code.in_(gone))
        return [row.code for row in connection.execute(rows) if _carried(row)] if gone else []

    def _planned(self, connection: Connection, batch: Sequence[Kept]) -> dict[str, Row[Any]]:
        codes = [kept.observation.code for kept in batch]
        rows = select(visits).where(visits.c.crawl == self.crawl.id, visits.c.code.in_(codes))
        return {row.code: row for row in connection.execute(rows)}

    def _promise(self, connection: Connection, ads: Sequence[Promised]) -> None:
        if not ads:
            return
        mine = visits.c.crawl == self.crawl.id
        start = connection.execute(select(func.count()).where(mine)).scalar_one()
        rows = [
            {
                "crawl": self.crawl.id,
                "code": self._key(ad.code),
                "position": start + number,
                "sealed": self.keyring.seal(json.dumps([ad.code, ad.url])),
                "card": ad.card,
            }
            for number, ad in enumerate(ads)
        ]
        add = insert_on(connection, visits)
        after_all = add.on_conflict_do_update(
            index_elements=["crawl", "code"],
            set_={name: add.excluded[name] for name in ("position", "sealed", "card")}
            | {
                "fate": case((visits.c.fate.is_(None) | (visits.c.fate == Fate.GONE), Fate.FAILED), else_=visits.c.fate)
            },
            where=visits.c.position < 0,  # an earlier run looked for it directly, and now it is listed
        )
        connection.execute(after_all, rows)

    def _promised(self, rows: Select[bytes | None, str]) -> list[Promised]:
        with reading(self.engine).connect() as connection:
            return [
                _unsealed(self.keyring, sealed, card) for sealed, card in connection.execute(rows) if sealed is not None
            ]

    def _set_fates(self, connection: Connection, settled: Sequence[Settled]) -> None:
        add = insert_on(connection, visits)
        later = add.on_conflict_do_update(
            index_elements=["crawl", "code"],
            set_={"fate": add.excluded.fate, "reason": add.excluded.reason},
            # spelled out: a list (IN) cannot stand in a statement for many rows
            where=visits.c.fate.is_(None) | ((visits.c.fate != Fate.OBSERVED) & (visits.c.fate != Fate.UNCHANGED)),
        )
        rows = [
            {
                "crawl": self.crawl.id,
                "code": self._key(one.code),
                "position": -1,  # looked for directly, never listed
                "fate": one.fate,
                "reason": one.reason,
            }
            for one in settled
        ]
        connection.execute(later, rows)

    def _remember(self, connection: Connection, batch: Sequence[Kept], planned: Mapping[str, Row[Any]]) -> None:
        """Mark the batch observed, and note what a next visit needs to ask politely for changes."""
        if not batch:
            return
        mine = (visits.c.crawl == self.crawl.id) & visits.c.code.in_(list(planned))
        connection.execute(update(visits).where(mine).values(fate=Fate.OBSERVED, reason=""))
        pages = [_page(kept, planned.get(kept.observation.code)) for kept in batch]
        add = insert_on(connection, ad_pages)
        renewed: dict[str, Any] = {name: add.excluded[name] for name in pages[0] if name not in {"source", "code"}}
        # An ad that was found outside the overview is in no plan: its address stays as it was known.
        renewed["sealed"] = func.coalesce(add.excluded.sealed, ad_pages.c.sealed)
        connection.execute(add.on_conflict_do_update(index_elements=["source", "code"], set_=renewed), pages)

    def _key(self, code: str) -> str:
        return self.keyring.code(self.crawl.source, code)


def resumable(connection: Connection, crawl: Crawl) -> bool:
    """Whether an earlier run of this crawl left a plan to go on with."""
    return connection.execute(select(visits.c.code).where(visits.c.crawl == crawl.id).limit(1)).first() is not None


def _carried(row: Row[Any]) -> bool:
    """Whether an earlier run left this ad in the week as it was before: unread, or said to be gone and not believed."""
    return row.fate in _UNREAD or (row.fate is None and row.position < 0)


def _unsealed(keyring: Keyring, sealed: bytes, card: str) -> Promised:
    code, url = json.loads(keyring.open(sealed))
    return Promised(code, url, card)


def _page(kept: Kept, planned: Row[Any] | None) -> dict[str, Any]:
    return {
        "source": kept.observation.source,
        "code": kept.observation.code,
        "sealed": planned.sealed if planned else None,
        "etag": kept.etag[:200],
        "last_modified": kept.last_modified[:60],
        "card": planned.card if planned else "",
        "read_week": kept.observation.week,
        "last_seen": kept.observation.seen_at,
    }
