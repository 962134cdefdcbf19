"""What a browser sends from a page: the last form in its main part, as it stands there."""

from html.parser import HTMLParser


class _FormReader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self.inside, self.select, self.area = False, "", ""

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        name, value = attrs.get("name", ""), attrs.get("value") or ""
        if tag == "form":
            self.fields, self.inside = {}, attrs.get("method") == "post"
        if not self.inside:
            return
        if tag == "input" and name and (attrs.get("type") not in ("checkbox", "radio") or "checked" in attrs):
            self.fields.setdefault(name, []).append(value)
        elif tag == "select":
            self.select = name
            self.fields[name] = [""]
        elif tag == "option" and "selected" in attrs:
            self.fields[self.select] = [value]
        elif tag == "textarea":
            self.area = name
            self.fields[name] = [""]

    def handle_data(self, data):
        if self.area:
            self.fields[self.area][0] += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            # HTML drops the first line break of a textarea, and a browser sends every one as CRLF.
            text = self.fields[self.area][0].removeprefix("\n").replace("\r\n", "\n")
            self.fields[self.area], self.area = [text.replace("\n", "\r\n")], ""


def sent_from(response, **changes) -> dict[str, list[str]]:
    """Return what the page's form sends once `changes` have been typed into it; without the CSRF token."""
    reader = _FormReader()
    reader.feed(response.content.decode().partition("<main")[2].partition("</main>")[0])
    reader.fields.pop("csrfmiddlewaretoken", None)
    return reader.fields | changes
