"""OFD files (GB/T 33190), as documents."""
