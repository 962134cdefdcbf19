"""What a paper is drawn from, as plain values: they can be handed to another process."""

import base64
import datetime
from typing import NamedTuple


class Attached(NamedTuple):
    """A file that travels inside the PDF; its time is given, so that the same paper has the same bytes."""

    name: str
    description: str
    content: bytes
    at: datetime.datetime


class PageMarks(NamedTuple):
    """A small QR in the foot of every page, and its place on the sheet."""

    prefix: str  # digits, before the number of the page and of all pages, four digits each
    right: int  # millimetres from the right edge of the sheet to the QR
    bottom: int  # millimetres from the lower edge of the sheet to where the foot begins


class Job(NamedTuple):
    """
    One paper to be drawn.

    `pictures` are PNG by the name under which the HTML shows them, "paper:NAME". Every checkbox of the HTML
    becomes an empty signature field of that name.
    """

    html: str
    pictures: dict[str, bytes] = {}
    attached: Attached | None = None
    marks: PageMarks | None = None

    def as_plain(self) -> tuple:
        """Return the job as what JSON can hold."""
        pictures = {name: base64.b64encode(picture).decode() for name, picture in self.pictures.items()}
        attached = None
        if self.attached:
            content = base64.b64encode(self.attached.content).decode()
            attached = self.attached._replace(content=content, at=self.attached.at.isoformat())
        return self.html, pictures, attached, self.marks

    @classmethod
    def from_plain(cls, html, pictures, attached, marks) -> "Job":
        if attached:
            name, description, content, at = attached
            attached = Attached(name, description, base64.b64decode(content), datetime.datetime.fromisoformat(at))
        pictures = {name: base64.b64decode(picture) for name, picture in pictures.items()}
        return cls(html, pictures, attached, PageMarks(*marks) if marks else None)
