from gablet import codec, copied

print(codec.encode("stock"), copied.fold("stock"))
for name in ("remote", "picky", "looped"):
    try:
        if name == "remote":
            from gablet import remote
        elif name == "picky":
            from gablet import picky
        else:
            from gablet import looped
    except Exception as error:
        print(name, error)
try:
    import stock_keeper
except ImportError:
    stock_keeper = None
else:
    from gablet import counter
