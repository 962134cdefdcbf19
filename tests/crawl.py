"""Walks the house as people do, from link to link."""

import gzip
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.http import HttpResponse
from django.test import Client
from django.urls import resolve


class TagReader(HTMLParser):
    """Reads the start tags of a page as (tag, attributes)."""

    def __init__(self, html: str):
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


@dataclass(frozen=True)
class Visit:
    """What one link led to."""

    url: str
    name: str  # of the URL, as in reverse()
    response: HttpResponse

    @property
    def is_page(self) -> bool:
        return self.response.get("Content-Type", "").startswith("text/html")

    @property
    def tags(self) -> list[tuple[str, dict]]:
        content = self.response.content
        packed = self.response.get("Content-Encoding") == "gzip"
        return TagReader((gzip.decompress(content) if packed else content).decode()).tags

    def links(self) -> Iterator[str]:
        """Yield the addresses within the house that the page leads to."""
        for tag, attrs in self.tags:
            target = urlsplit(urljoin(f"http://testserver{self.url}", attrs.get("href", ""))) if tag == "a" else None
            if target and target.netloc == "testserver":
                yield target._replace(scheme="", netloc="", fragment="").geturl()


def walk(client: Client, *starts: str, each: int) -> Iterator[Visit]:
    """Follow the links from `starts`, nearest first; of each URL name at most `each` are opened."""
    waiting, seen, opened = deque(starts), set(starts), Counter()
    while waiting:
        url = waiting.popleft()
        name = resolve(urlsplit(url).path).view_name
        if opened[name] == each:
            continue
        opened[name] += 1
        visit = Visit(url, name, client.get(url, headers={"accept-encoding": "gzip"}))
        yield visit
        if visit.is_page:
            found = [link for link in visit.links() if link not in seen]
            seen.update(found)
            waiting.extend(dict.fromkeys(found))
