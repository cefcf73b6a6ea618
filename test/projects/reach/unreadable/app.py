import gablet.strange
