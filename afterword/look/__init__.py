"""How pages look: fragments, charts, dates in words."""
