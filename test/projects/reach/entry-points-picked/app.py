import gablet

print("another.group")
gablet.load_plugins()
