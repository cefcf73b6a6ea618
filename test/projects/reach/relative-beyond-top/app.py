import gablet.deep
