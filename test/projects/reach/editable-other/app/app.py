import gablet.core
