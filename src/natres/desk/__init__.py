"""The desk: a page on this machine for people who don't type commands; it calls workflows and computes nothing.

serving → app (door, pages, actions, incoming, delivering) → runs → worker (a child process) → tasks → workflows.
"""

from natres.desk.serving import open_desk

__all__ = ["open_desk"]
