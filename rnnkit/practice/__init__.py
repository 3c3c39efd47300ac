"""Questions from formulas.

    answers   reads a number that somebody typed
    blanks    a blank: the right value, the verdict, the hint
    fresh     the same formula with fresh small integers
"""
