import gablet

gablet.show(1)
gablet.cached(1)
with gablet.opened():
    pass
gablet.quick()
client = gablet.Client()
gablet.Patient(client)
gablet.Stubborn(client)
client.send()
