"""Pure core: values in, values out; no files, clock, network or framework."""
