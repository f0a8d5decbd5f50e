"""The pure centre: weigh rules against facts. Not: Django, a clock, a database."""
