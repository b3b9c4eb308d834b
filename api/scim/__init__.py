"""SCIM 2.0 (RFC 7643, RFC 7644): an HR system creates, changes and removes members and groups."""
