"""One folder per tool of the roadmap, by phase. Each is pure: no file, no database, no clock, no Django."""
