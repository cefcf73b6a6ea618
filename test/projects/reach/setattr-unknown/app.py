import sys

from gablet import Door

Door(**{sys.argv[0][:0] + "colour": "red"})
