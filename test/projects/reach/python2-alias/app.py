from gablet.compat import builtins, sound
