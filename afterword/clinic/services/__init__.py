"""The verbs of the clinic, one module a subject."""
