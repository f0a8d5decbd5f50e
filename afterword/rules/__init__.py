"""The pure centre: weigh rules against facts, decide, explain. Not: Django, a clock, a database."""
