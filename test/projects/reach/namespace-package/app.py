import gablet.bread
from gablet import pie
