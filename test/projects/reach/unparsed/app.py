import gablet.broken
