"""Bytes to text, and text to what is shown of it."""

import re
from collections.abc import Mapping
from html import unescape

from charset_normalizer import from_bytes
from lxml import etree, html

MARKS: Mapping[bytes, str] = {
    b"\xff\xfe\0\0": "utf-32",
    b"\0\0\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
    b"\xef\xbb\xbf": "utf-8-sig",
}
"""How texts begin that say their encoding."""

NULS: Mapping[tuple[bool, ...], str] = {
    (False, True, True, True): "utf-32-le",
    (True, True, True, False): "utf-32-be",
    (False, True, False, True): "utf-16-le",
    (True, False, True, False): "utf-16-be",
}
"""Which of the first four bytes are zero in texts that begin with a Latin letter and no mark."""

LIKELY = (
    "gb18030", "big5", "cp932", "euc_jp", "cp949", "cp1250", "cp1251", "koi8_r", "cp1253", "cp1254", "cp1255", "cp1256",
)  # fmt: skip
"""The older encodings that texts are likely in, beside that of Western Windows."""

WIDER: Mapping[str, str] = {
    "gb2312": "gb18030", "gbk": "gb18030", "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "shift_jis": "cp932",
    "iso-8859-1": "cp1252", "latin-1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252",
}  # fmt: skip
"""What is read for an encoding that is declared, as browsers do (encoding.spec.whatwg.org)."""

DECLARED = re.compile(
    rb"""\s*<\?xml[^>]*\bencoding\s*=\s*["']([\w.:-]+)|<meta\b[^>]{0,200}\bcharset\s*=\s*["']?([\w.:-]+)""",
    re.IGNORECASE,
)
UNUSED = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
"""Bytes that mean nothing in the encoding of Western Windows."""

SAMPLE = 50_000
HIGH = re.compile(rb"[\x80-\xff]+")
HANGUL, HAN = re.compile("[\uac00-\ud7a3]"), re.compile("[\u4e00-\u9fff]")
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def decoded(data: bytes) -> str:
    """Return text: in the encoding that it shows, else UTF-8, else the likeliest older one; never raises."""
    shown = next((name for mark, name in MARKS.items() if data.startswith(mark)), None)
    shown = shown or NULS.get(tuple(byte == 0 for byte in data[:4]))
    for encoding in filter(None, (shown, "utf-8")):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode(_guessed(data), "replace")


def declared(data: bytes) -> str:
    """Return the text of a document: in the encoding that it declares, else as any text is decoded; never raises."""
    said = DECLARED.search(data[:2_000])
    if said and not data.startswith(tuple(MARKS)):
        name = (said[1] or said[2]).decode("ascii").lower()
        try:
            return data.decode(WIDER.get(name, name))
        except (UnicodeError, LookupError):
            pass
    return decoded(data)


def _guessed(data: bytes) -> str:
    """Return the likeliest encoding of a text that is not UTF-8.

    Letters outside ASCII stand alone in Western texts, and together in others.
    """
    sample = data[:SAMPLE]
    runs = HIGH.findall(sample)
    if not UNUSED.search(sample) and sum(len(run) > 1 for run in runs) * 2 <= len(runs):
        return "cp1252"
    likely = from_bytes(sample, cp_isolation=list(LIKELY))
    return next((each.encoding for each in likely if not _mixed(str(each))), "cp1252")


def _mixed(text: str) -> bool:
    """Return whether Korean syllables stand among Chinese characters: so looks Chinese that is read as Korean."""
    return HANGUL.search(text) is not None and HAN.search(text) is not None


def binary(text: str) -> bool:
    """Return whether a text has so many control characters that it was none."""
    return len(CONTROLS.findall(text[:SAMPLE])) * 100 > len(text[:SAMPLE])


def tidy(text: str) -> str:
    """Return a text with single spaces."""
    return " ".join(text.split())


def untagged(text: str) -> str:
    """Return what a text says that may be marked up as HTML."""
    if "<" in text:
        try:
            return tidy("".join(map(str, html.fromstring(f"<div>{CONTROLS.sub('', text)}</div>").itertext())))
        except (etree.ParserError, ValueError):
            return tidy(text)
    return tidy(unescape(text))
