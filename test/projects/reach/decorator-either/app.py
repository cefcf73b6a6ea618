import gablet

print(gablet.pack(), gablet.ship())
print(gablet.Crate().open(), gablet.Chest().open())
