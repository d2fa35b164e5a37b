"""Bytes in, core values out: the file formats that offices send."""
