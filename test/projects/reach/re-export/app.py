from gablet import encode as shorten

shorten(b"")
