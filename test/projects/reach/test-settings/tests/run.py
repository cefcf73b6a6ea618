import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from shelf import Shelf  # noqa: E402
from tests import settings  # noqa: E402

Shelf(settings).ask()
