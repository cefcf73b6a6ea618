import address
import plinth

print(plinth.open(address.read("disk:///store")))
