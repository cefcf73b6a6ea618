from bakery import oven
