try:
    from gablet import fast as engine
except ImportError:
    from gablet import slow as engine

try:
    from gablet import turbo as other
except ImportError:
    from gablet import plain as other

try:
    from gablet import hungry as third
except ImportError:
    from gablet import frugal as third

from gablet.compat import tools

tools.work()
