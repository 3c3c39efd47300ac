"""Printed worksheets: questions from a seed, their keys, a sheet a student.

    code        the short code of a sheet, and back
    sheet       what a sheet asks: families, count, level, seed
    roster      the names of a class, read from a file
    paper       sheets and keys as PDF
    web         the same as a page for the browser
    save        several files written together, or none
    terminal    python -m rnnkit worksheet …
"""
