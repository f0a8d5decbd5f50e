"""`afterword ask | facts | purposes | packs`, one module for each. Not: weighing."""
