"""Verify: does it work, and does it stay working?"""
