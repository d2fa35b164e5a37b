"""Word lists written as lines of text."""


def words(*lines: str) -> tuple[str, ...]:
    """Split lines at blanks: one tuple of words, in order, each once.

    Parameters
    ----------
    *lines : str
        Words parted by blanks.

    Returns
    -------
    tuple of str
        The words.
    """
    return tuple(dict.fromkeys(word for line in lines for word in line.split()))
