import sys

from gablet import Listing

routes = {"/": Listing.as_view(page=1)}
print(routes["/"](sys.argv[-1] if len(sys.argv) > 1 else "GET"))
