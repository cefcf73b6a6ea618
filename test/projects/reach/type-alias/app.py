import gablet

print(gablet.choices(gablet.Wood))
