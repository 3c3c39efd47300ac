"""The families of questions, a module a subject; each ends in FAMILIES."""
