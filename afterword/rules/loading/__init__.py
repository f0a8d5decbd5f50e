"""From YAML files to a checked rule book. Not: weighing anything."""
