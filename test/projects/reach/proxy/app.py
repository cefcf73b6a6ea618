from gablet import current, lazy_box

current.open()
lazy_box.seal()
current.lift()
current.drop()
current.turn()
current.fold()
current.pack()
current.tape()
current.mark()
current.ship()
current.hold()
