from racket import Rack, Shelf

rack = Rack()
rack["a"] = Shelf()
for shelf in rack.values():
    shelf.dust()
for _, shelf in rack.items():
    shelf.label()
rack.get("a").lift()
