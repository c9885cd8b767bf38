"""Sampan: one program with which one person runs a company that sells across borders."""

__version__ = "0.1.0"
