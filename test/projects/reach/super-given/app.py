from ladle import Pot

Pot().stir()
