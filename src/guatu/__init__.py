"""guatu 挂图作战: delivery campaigns of local government, from a plan's text to the year's score."""

__version__ = "0.1.0"
