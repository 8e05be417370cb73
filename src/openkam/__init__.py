"""OpenKAM: a self-hosted workbench for strategic key account management."""

__version__ = "0.1.0"
