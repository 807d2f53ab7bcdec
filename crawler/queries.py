"""Asks a page's elements what a source file's selectors say; each selector is compiled once."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from html_text.html_text import DOUBLE_NEWLINE_TAGS, NEWLINE_TAGS
from lxml import etree
from parsel import Selector
from parsel.csstranslator import css2xpath

Element = Any  # lxml carries no types
Node = Element | str  # a selector ends at elements, or at texts and attributes
UNSEEN = {"script", "style", "template", "noscript", "head"}
GAPS = dict.fromkeys(NEWLINE_TAGS, 1) | dict.fromkeys(DOUBLE_NEWLINE_TAGS, 2)  # line ends around a block
# How a selector such as `.title` is written in XPath: every element of the page is asked for its class. Asking
# the classes for their elements finds the same in a third of the time.
_ANY_CLASS = re.compile(
    r"descendant-or-self::\*\[@class and contains\(@class, '(?P<name>[^'\s]+)'\) and "
    r"contains\(concat\(' ', normalize-space\(@class\), ' '\), ' (?P=name) '\)\]"
)
_THAT_CLASS = (
    "descendant-or-self::*/@class[contains(., '{0}') and contains(concat(' ', normalize-space(.), ' '), ' {0} ')]/.."
)
CLOSING, OPENING = ',:;.!?")', "("


def parse(body: bytes) -> Selector:
    """A page of UTF-8 bytes. Never fails: what is no HTML gives an almost empty page."""
    root = etree.fromstring(body.replace(b"\x00", b"").strip() or b"<html/>", parser=_parser())
    return Selector(root=etree.fromstring(b"<html/>", parser=_parser()) if root is None else root, type="html")


@cache
def _parser() -> etree.HTMLParser:
    return etree.HTMLParser(recover=True, encoding="utf8", huge_tree=True)


def by_css(element: Element, selector: str) -> list[Node]:
    return by_xpath(element, _xpath_of(selector))


def by_xpath(element: Element, path: str) -> list[Node]:
    """What `path` finds from `element` on; a number or a truth value comes as its text."""
    found = _compiled(path)(element)
    if isinstance(found, list):
        return [node for node in found if isinstance(node, (etree._Element, str))]
    return [found if isinstance(found, str) else str(found)]


@cache
def _xpath_of(selector: str) -> str:
    return _ANY_CLASS.sub(lambda found: _THAT_CLASS.format(found["name"]), css2xpath(selector))


@cache
def _compiled(path: str) -> etree.XPath:
    # Texts as plain strings: lxml's own kind would keep the whole page alive.
    spaces = {"re": "http://exslt.org/regular-expressions", "set": "http://exslt.org/sets"}
    return etree.XPath(path, smart_strings=False, namespaces=spaces)


def read_text(element: Element) -> str:
    """An element's text as people read it: each block on lines of its own, no scripts, no comments."""
    if not len(element) and element.tag not in UNSEEN:
        return " ".join((element.text or "").split())
    lines = _Lines()
    _walk(element, lines)
    return "".join(lines.pieces).strip()


def _walk(element: Element, lines: _Lines) -> None:
    """Step by step rather than by recursion: a hostile page nests thousands deep."""
    steps = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, part in steps:
        seen = event in {"start", "end"} and part.tag not in UNSEEN
        if seen:
            lines.end(GAPS.get(part.tag, 0))
        if event == "start":
            if seen:
                lines.add(part.text)
            else:
                steps.skip_subtree()
        elif part is not element:
            lines.add(part.tail)


class _Lines:
    """Pieces of text with one space or the widest asked number of line ends between them."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._gap = 2  # line ends since the last word
        self._spaced = False

    def end(self, gap: int) -> None:
        if gap > self._gap:
            self.pieces.append("\n" * (gap - self._gap))
            self._gap = gap

    def add(self, text: str | None) -> None:
        plain = " ".join((text or "").split())
        if not plain:
            return
        if not self._gap and self._apart(plain):
            self.pieces.append(" ")
        self.pieces.append(plain)
        self._gap, self._spaced = 0, (text or plain)[-1].isspace()

    def _apart(self, plain: str) -> bool:
        """Inline elements are words of their own, save around punctuation."""
        return self._spaced or (plain[0] not in CLOSING and not self.pieces[-1].endswith(OPENING))
