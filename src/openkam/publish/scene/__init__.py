"""Laid-out pictures: their model, and how it becomes SVG."""
