"""
HTML into PDF/A-3a with WeasyPrint, which loads Pango from the system.

Import this file only where a PDF is drawn: without Pango the import fails, and every page must work without it.
"""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from weasyprint import DEFAULT_OPTIONS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

ROOT = Path(settings.BASE_DIR / "static" / "pdf").resolve()
CONTENT_TYPES = {".css": "text/css", ".ttf": "font/ttf", ".svg": "image/svg+xml", ".png": "image/png"}
# Archivable: tagged, every font embedded, nothing fetched when it is opened.
OPTIONS = {**DEFAULT_OPTIONS, "pdf_variant": "pdf/a-3a"}


class PaperFilesOnly(URLFetcher):
    """Hands out stylesheets, fonts and pictures below static/pdf; no other file, and never the network."""

    def __init__(self):
        super().__init__(allowed_protocols={"file"}, allow_redirects=False, fail_on_errors=True)

    def fetch(self, url, headers=None):
        parts = urlsplit(url)
        if parts.scheme != "file" or parts.netloc:
            raise ValueError("not a file of the papers")
        # resolve() follows links before the folder is compared.
        path = Path(unquote(parts.path)).resolve(strict=True)
        if not path.is_relative_to(ROOT) or path.suffix not in CONTENT_TYPES:
            raise ValueError("not a file of the papers")
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": CONTENT_TYPES[path.suffix]})


def draw(html: str) -> bytes:
    """
    Return the document as PDF/A-3a; the same HTML gives the same bytes.

    :raises PermissionError: if it asks for anything but the files below static/pdf.
    """
    # One configuration per document: shared between threads it crashes the process.
    fonts = FontConfiguration()
    source = HTML(string=html, base_url=f"{ROOT.as_uri()}/", url_fetcher=PaperFilesOnly())
    try:
        return source.render(font_config=fonts, **OPTIONS).write_pdf(**OPTIONS)
    except FatalURLFetchingError as exc:  # a BaseException: uncaught it would end the worker
        raise PermissionError(str(exc)) from exc
