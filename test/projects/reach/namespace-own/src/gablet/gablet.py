NAME = "gablet"
