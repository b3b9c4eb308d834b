"""What can be wrong with what curation is given.

CurationError
└── UnknownFormat       a file is in no format that is read
"""


class CurationError(Exception):
    """Something that curation was given is wrong."""


class UnknownFormat(CurationError):
    """A file is in no format that is read; the message names those that are."""
