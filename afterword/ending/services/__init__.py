"""The verbs of an ending."""
