import gablet.rules

print(gablet.run(gablet.rules), gablet.check(gablet.Suite()))
