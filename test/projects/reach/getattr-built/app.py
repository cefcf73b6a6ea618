import pickle

from gablet import Line, Printer, Writer

Printer().visit("number")
Line().accept(pickle.loads(pickle.dumps(Writer())))
