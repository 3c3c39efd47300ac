"""Small networks that see: handwritten digits, and shapes to find.

    digits     scikit-learn's digits, images and labels
    cnn        a convolutional network that reads one digit
    scenes     generated images of shapes, and the class of each pixel
    segment    networks that give each pixel a class
"""
from .digits import load_digits
from .scenes import scenes

__all__ = ["load_digits", "scenes"]
