from gablet import Crate

print(Crate().unpack())
