"""Descriptions in; text, HTML, LaTeX and pictures out."""
