"""Afterword: contact between a therapist and a former client, on the client's terms."""

__version__ = "0.1.0"
