import gc

import tessel

tessel.weigh(3)
for shape in gc.get_objects():
    if type(shape).__name__ == "Square":
        shape.describe()
        shape.area()
        shape.corners
    elif type(shape).__name__ == "Sponge":
        tessel.use(shape)
tessel.pour(tessel.Drain())
tessel.Mixed().stir()
