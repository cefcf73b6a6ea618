import gablet

print(gablet.Manager()["crate"])
