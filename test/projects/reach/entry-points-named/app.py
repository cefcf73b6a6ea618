import gablet

print("plimsy.plugins")
gablet.shape("round")
