"""Help in a crisis, by country. Static and in front of everything; it keeps nothing."""
