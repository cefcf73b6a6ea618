import prism

shape = prism.Round()
shape.area()
tools = {"linter": None, "glass": None}
