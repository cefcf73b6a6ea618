"""The parts of the tracer; a package of its own name so that no traced project can shadow it."""
