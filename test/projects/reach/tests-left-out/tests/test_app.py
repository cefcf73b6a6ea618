import gablet.testing
