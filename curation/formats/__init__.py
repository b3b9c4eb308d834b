"""From the bytes of any file to drafts of learning resources."""

from curation.errors import UnknownFormat
from curation.formats.detect import READERS, detect, read
from curation.formats.draft import FIELDS, Draft, Fault, Row

__all__ = ["FIELDS", "READERS", "Draft", "Fault", "Row", "UnknownFormat", "detect", "read"]
