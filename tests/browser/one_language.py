"""Whether a page keeps to one language."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from tests.browser.reader import Language

SEEN = """() => {
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const inside = walker.currentNode.parentElement;
    if (!inside.closest("[lang], .sources, .clauses, code, pre, script, noscript, template, textarea"))
      texts.push(walker.currentNode.textContent);
  }
  return texts.filter((text) => text.trim());
}"""
"""The texts of a page, but names of documents, codes, and what is marked as another language."""
LATIN = re.compile(r"[A-Za-z]{2,}")
HAN = re.compile(r"[\u3400-\u9fff]")
NAMES = {"canbao", "determine", "App", "Cookie", "YAML", "JSON", "OpenAPI", "API", "RFC"}
"""Latin words that Chinese readers know by these names."""


def foreign(page: Page, language: Language) -> list[str]:
    """Texts in the other language."""
    texts: list[str] = page.evaluate(SEEN)
    if language == "en":
        return [text for text in texts if HAN.search(text)]
    return [text for text in texts if set(LATIN.findall(text)) - NAMES]
