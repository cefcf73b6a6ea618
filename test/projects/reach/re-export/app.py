from gablet import encode as shorten
from gablet import extra

shorten(b"")
extra()
