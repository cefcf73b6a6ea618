import gablet
import settings

held = gablet.Settings()
held.load(settings)
print(gablet.connect(held, "default").Engine().start())
