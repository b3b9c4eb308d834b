"""Every door: HTTP, web pages, command line."""

from api.app import create_app

__all__ = ["create_app"]
