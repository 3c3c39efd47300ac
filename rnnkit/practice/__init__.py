"""Questions from formulas.

    answers   reads a number that somebody typed
    blanks    a blank: the right value, the verdict
    hints     what to look at, in symbols
    fresh     the same formula with fresh small integers
"""
