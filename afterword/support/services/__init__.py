"""The verbs of support: a practice's word on help lines, and its services."""
