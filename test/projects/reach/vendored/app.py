from gablet.extern import torvik
from gablet._vendor import plimsy

print(torvik.whole())
