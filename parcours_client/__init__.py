"""A client of Parcours: what a portal needs to give people paths, and to see how they get on.

It is thin: records are what the API says, as dictionaries; what is refused is a `ParcoursError`.

    with Client("https://parcours.example", key) as parcours:
        ada = parcours.members.create(user_name="ada", job_title="Data analyst")
        path = parcours.assignments.assign(member=ada["id"])
"""

from parcours_client.client import Client
from parcours_client.errors import ParcoursError
from parcours_client.transport import Record

__all__ = ["Client", "ParcoursError", "Record"]
