import gablet


class Order:
    pass


print(gablet.instrument(Order)().state)
print(gablet.close(gablet.State()))
