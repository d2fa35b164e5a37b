"""Papers bound into one PDF, in a child process: what people uploaded is not parsed in the server."""

from guatu.interchange.binding.child import Piece, Unbindable, bind, gather

__all__ = ["Piece", "Unbindable", "bind", "gather"]
