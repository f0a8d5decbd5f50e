"""Reads caseloads as practice systems export them. Pure: no rows, no Django models."""
