"""Tasks for networks that read or write sequences, trained in seconds.

    reviews      short reviews, good or bad, made from templates
    sentiment    a GRU that reads a review; a bag of words to beat
    glimpses     handwritten digits, read a row at a time
    captions     an image into words; caption_scenes makes both
    video        clips into activities and motions; clips makes them
"""
