import gablet

print(gablet.spell("é"))
