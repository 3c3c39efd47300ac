"""What a reader can touch: blanks to fill in, controls that move a picture.

    ask    a page with blanks; each answer is marked at once
    move   controls over a drawing
"""
