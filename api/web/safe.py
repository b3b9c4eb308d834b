"""What of a record may become a link."""

from urllib.parse import urlsplit


def web_address(address: str | None) -> str | None:
    """Return an address of the web as it is; None for anything else, which a page must not link to."""
    try:
        parts = urlsplit(address or "")
    except ValueError:
        return None
    return address if parts.scheme in {"http", "https"} and parts.netloc else None
