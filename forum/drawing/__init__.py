"""
HTML into PDF/A-3a and PDF/UA-1 with WeasyPrint, which loads Pango from the system.

Import this file only where a PDF is drawn: without Pango the import fails, and every page must work without it.
It knows nothing of Django, so that a process of its own (forum.confined) stays small.
"""

import base64
from pathlib import Path
from urllib.parse import unquote, urlsplit

from weasyprint import DEFAULT_OPTIONS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from forum.drawing.finishing import finish
from forum.drawing.job import Attached, Job

ROOT = Path(__file__).resolve().parents[2] / "static" / "pdf"
CONTENT_TYPES = {".css": "text/css", ".ttf": "font/ttf", ".svg": "image/svg+xml"}
PICTURES = "paper"  # the scheme of pictures that the caller hands over: "paper:logo"
# Archivable: tagged, every font embedded, nothing fetched when it is opened. `finish` adds PDF/UA and compresses.
OPTIONS = {**DEFAULT_OPTIONS, "pdf_variant": "pdf/a-3a", "pdf_forms": True, "uncompressed_pdf": True}


class PaperFilesOnly(URLFetcher):
    """
    Hands out stylesheets, fonts and drawings below static/pdf, and the pictures given with the paper.

    No other file, and never the network.
    """

    def __init__(self, pictures: dict[str, bytes] | None = None):
        super().__init__(allowed_protocols={"file", PICTURES}, allow_redirects=False, fail_on_errors=True)
        self.pictures = pictures or {}

    def fetch(self, url, headers=None):
        parts = urlsplit(url)
        if parts.scheme == PICTURES and parts.path in self.pictures:
            return URLFetcherResponse(url, self.pictures[parts.path], {"Content-Type": "image/png"})
        if parts.scheme != "file" or parts.netloc:
            raise ValueError("not a file of the papers")
        # resolve() follows links before the folder is compared.
        path = Path(unquote(parts.path)).resolve(strict=True)
        if not path.is_relative_to(ROOT) or path.suffix not in CONTENT_TYPES:
            raise ValueError("not a file of the papers")
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": CONTENT_TYPES[path.suffix]})


def draw(job: Job) -> bytes:
    """
    Return the document as PDF; the same job gives the same bytes.

    :raises PermissionError: if it asks for anything but its pictures and the files below static/pdf.
    """
    # One configuration per document: shared between threads it crashes the process.
    fonts = FontConfiguration()
    source = HTML(string=job.html, base_url=f"{ROOT.as_uri()}/", url_fetcher=PaperFilesOnly(job.pictures))
    options = {**OPTIONS, "attachments": [_attachment(job.attached)] if job.attached else []}
    try:
        drawn = source.render(font_config=fonts, **options).write_pdf(**options)
    except FatalURLFetchingError as exc:  # a BaseException: uncaught it would end the worker
        raise PermissionError(str(exc)) from exc
    return finish(drawn, marks=job.marks)


def _attachment(attached: Attached) -> Attachment:
    return Attachment(
        string=attached.content,
        name=attached.name,
        description=attached.description,
        created=attached.at,
        modified=attached.at,
        relationship="Data",
    )


def draw_alone(*job) -> str:
    """Draw in a process that does nothing else: the job as it came through JSON, the PDF as base64."""
    return base64.b64encode(draw(Job.from_plain(*job))).decode()
