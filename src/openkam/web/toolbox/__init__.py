"""The toolbox: every tool of the roadmap with its worked example, its help and a form for one's own numbers."""
