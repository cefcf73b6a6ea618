from gablet import Made, Pair, shaped

Made().greet()
shaped("round")().turn()
print(Pair(1, 2).swap())
