import gablet
import gablet.moves
import gablet_alias

print(gablet_alias.work())
