import gablet

gablet.load("gablet.".join(["", "score"]))
