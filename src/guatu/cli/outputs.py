"""Where commands write: refused before the work, not after it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pathlib import Path


def refuse_missing_folder(file: Path) -> None:
    """Stop a command whose file would have no folder to lie in, or none that it may write into.

    Raises
    ------
    click.ClickException
        With the folder.
    """
    if not file.parent.is_dir():
        raise click.ClickException(f"{file}: there is no folder {file.parent}")
    target = file if file.exists() else file.parent
    if not os.access(target, os.W_OK):
        raise click.ClickException(f"{file}: {target} may not be written")
