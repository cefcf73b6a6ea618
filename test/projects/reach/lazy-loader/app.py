import gablet

print(gablet.alpha, gablet.Beta)
