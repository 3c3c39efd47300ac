"""What a reader can touch: blanks to fill in, controls that move a picture.

    ask    a page with blanks; each answer is marked at once
    move   controls over a drawing
    still  what stays of a widget where no kernel runs

The others belong to a chapter each: what it moves, and how it is drawn.
"""
