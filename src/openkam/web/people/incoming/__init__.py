"""Contacts from other systems: tables and vCards in, matched, shown, loaded in one piece, and taken back."""
