import gablet

print(gablet.find("oak").cut())
