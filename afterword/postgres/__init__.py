"""Finds, starts and stops a PostgreSQL of our own. It knows no table and no Django."""

from afterword.postgres.cluster import APP, DATABASE, OWNER, SUPERUSER
from afterword.postgres.errors import PostgresError
from afterword.postgres.launcher import Server, expected, is_used_here, start
from afterword.postgres.places import home

__all__ = [
    "APP",
    "DATABASE",
    "OWNER",
    "SUPERUSER",
    "PostgresError",
    "Server",
    "expected",
    "home",
    "is_used_here",
    "start",
]
