import gablet
