"""What a municipality may see: counts of advertisers that reveal nobody.

Cells of one period form a tree: the nation, its regions, their municipalities. A small or dominated cell
is hidden, everything shown is rounded to 5, and no hidden cell may be computed back from its neighbours.
Method: cell suppression with an audit (Hundepool and others, Statistical Disclosure Control, 2012).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from trends.audit import MOST, Bounds, by_sums, narrowed

SMALLEST = 10
DOMINANT = 0.5
ROUNDING = 5
NATION = "NL"

PUBLISHED = pl.Schema(
    {"period": pl.Int32(), "place": pl.String(), "parent": pl.String(), "shown": pl.Int64(), "hidden": pl.String()}
)
"""One row per place and period: `shown`, or null with `hidden` one of Hidden. The nation has no parent."""


class Hidden(StrEnum):
    """Why a cell is not shown. A reader sees "<10" for SMALL, "verborgen" for DOMINATED and SECOND."""

    SMALL = "small"
    DOMINATED = "dominated"
    SECOND = "second"  # hidden so that another one cannot be computed
    GRAIN = "grain"  # this municipality is published over longer periods, or as part of its region


def protect(cells: pl.DataFrame, published: Collection[str] | None = None) -> pl.DataFrame:
    """PUBLISHED from CELLS (trends/cells.py), hidden far enough that no hidden cell can be narrowed.

    `published` are the municipalities with this grain, default all; the others are never shown here.
    """
    tables = [_protect_one(rows, published) for rows in cells.partition_by("period", maintain_order=True)]
    return pl.concat(tables) if tables else PUBLISHED.to_frame()


def known_bounds(shown: int | None, hidden: str | None) -> Bounds:
    """What a reader knows of one cell by itself: its rounding, "<10", at least 10, or nothing."""
    if shown is not None:
        return max(shown - ROUNDING // 2, SMALLEST), shown + ROUNDING // 2
    if hidden == Hidden.SMALL:
        return 0, SMALLEST - 1
    return (0 if hidden == Hidden.GRAIN else SMALLEST), MOST


@dataclass(slots=True)
class _Cell:
    """A place in one period while its fate is being decided."""

    place: str
    parent: str | None
    n: int
    hidden: Hidden | None

    @property
    def shown(self) -> int | None:
        return None if self.hidden else ROUNDING * round(self.n / ROUNDING)


Tree = dict[str, _Cell]


def _protect_one(rows: pl.DataFrame, published: Collection[str] | None) -> pl.DataFrame:
    tree = _tree(rows, published)
    while exposed := _exposed(tree):
        for place in exposed:
            _hide_beside(tree, place)
    period = rows["period"][0]
    out = [(period, cell.place, cell.parent, cell.shown, cell.hidden) for cell in tree.values()]
    return pl.DataFrame(out, schema=PUBLISHED, orient="row")


def _tree(rows: pl.DataFrame, published: Collection[str] | None) -> Tree:
    """Municipalities, then regions, then the nation: sums of the cells, each hidden for its own sake."""
    tree = {}
    for region, place, n, largest in rows.select("region", "municipality", "n", "largest").iter_rows():
        out = published is not None and place not in published
        tree[place] = _Cell(place, region, n, Hidden.GRAIN if out else _primary(n, largest))
    for region, n in rows.group_by("region").agg(pl.col("n").sum()).sort("region").iter_rows():
        tree[region] = _Cell(region, NATION, n, _primary(n, 0.0))
    total = int(rows["n"].sum())
    tree[NATION] = _Cell(NATION, None, total, _primary(total, 0.0))
    return tree


def _primary(n: int, largest: float) -> Hidden | None:
    if n < SMALLEST:
        return Hidden.SMALL
    return Hidden.DOMINATED if largest > DOMINANT else None


def _exposed(tree: Tree) -> list[str]:
    """Hidden places that are alone under a shown parent; then those that can be narrowed too far."""
    alone = [
        hidden[0]
        for parent in tree.values()
        if not parent.hidden and len(hidden := [c.place for c in _children(tree, parent.place) if c.hidden]) == 1
    ]
    parents = {cell.place: cell.parent for cell in tree.values()}
    bounds = {cell.place: known_bounds(cell.shown, cell.hidden) for cell in tree.values()}
    hidden = [cell.place for cell in tree.values() if cell.hidden]
    return alone or [place for place in narrowed(by_sums(parents, bounds), hidden) if _can_hide_beside(tree, place)]


def _children(tree: Tree, parent: str) -> list[_Cell]:
    return [cell for cell in tree.values() if cell.parent == parent]


def _can_hide_beside(tree: Tree, place: str) -> bool:
    parent = tree[place].parent
    return parent is not None and any(not c.hidden for c in [*_children(tree, parent), tree[parent]])


def _hide_beside(tree: Tree, place: str) -> None:
    """Hide the smallest shown neighbour of `place`; without one, its parent."""
    parent = tree[place].parent
    if parent is None:
        return
    shown = [cell for cell in _children(tree, parent) if not cell.hidden]
    target = min(shown, key=lambda cell: (cell.n, cell.place)) if shown else tree[parent]
    target.hidden = target.hidden or Hidden.SECOND
