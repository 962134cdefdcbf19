"""How the texts of a berita acara are set on paper."""

import re

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

ANNEX = re.compile(r"LAMPIRAN ([IV]+)")
# A letter's number, such as 289/KEP/HK/2023, is not broken at its slashes.
NUMBER = re.compile(r"(?<!\S)[\w.-]{1,20}(?:/[\w.-]{1,20}){2,5}(?!\w)")


@register.filter
def unbroken(text: str) -> SafeString:
    """Keep the numbers of letters and "LAMPIRAN II" on one line each."""
    text = ANNEX.sub(r"LAMPIRAN&nbsp;\1", conditional_escape(text))
    return mark_safe(NUMBER.sub(r'<span class="utuh">\g<0></span>', text))
