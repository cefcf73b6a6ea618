from gablet import current, lazy_box

current.open()
lazy_box.seal()
