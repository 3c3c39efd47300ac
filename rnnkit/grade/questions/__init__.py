"""The questions about code, a module a subject; each ends in QUESTIONS."""
