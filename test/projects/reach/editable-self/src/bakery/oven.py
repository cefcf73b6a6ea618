import gablet.heat
