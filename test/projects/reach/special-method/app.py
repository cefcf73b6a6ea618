from gablet import Bag

bag = Bag()
with bag as inside:
    for item in bag:
        print(item)
print(bag + bag, bag == bag, -bag, bag["x"], "x" in bag, len(bag), bool(bag), f"{bag:>3}")
bag["y"] = 1
del bag["y"]
bag()
bag += 1
print({bag: 1}, str(bag), [*bag], bag < 3)
print(bag.anything)
