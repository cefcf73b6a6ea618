from gablet import Printer

Printer().visit("number")
