import gablet.fixtures
