import gablet

gablet.Bench().saw()
