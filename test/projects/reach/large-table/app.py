from gablet import Anvil, find_part

# A word of the table that nothing is asked for by.
Barrel = "m8"

Anvil().strike()
find_part(Barrel)
