import gablet

run = gablet.first
run()
for step in [gablet.second, gablet.third]:
    step()
gablet.handle("open")
maker = gablet.Maker
maker().make()
