"""Lists the functions that a source file defines, as CPython's compiler names and places them."""

import warnings

OPTIMISED = 0x1  # CO_OPTIMIZED: set for functions, not for modules and class bodies


class Listing:
    """`functions`: {(qualified name, first line)}; `owners`: the function that a lambda or comprehension belongs to."""

    def __init__(self, path):
        self.functions = set()
        self.owners = {}
        self.fault = None
        try:
            with open(path, "rb") as file:
                source = file.read()
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                code = compile(source, path, "exec", dont_inherit=True)
            self.walk(code, None)
        except (OSError, SyntaxError, ValueError, RecursionError, MemoryError) as error:
            self.fault = type(error).__name__

    def walk(self, code, owner):
        for inner in code.co_consts:
            if not hasattr(inner, "co_consts"):
                continue
            key = (inner.co_qualname, inner.co_firstlineno)
            if inner.co_name.startswith("<"):
                self.owners[key] = owner
                self.walk(inner, owner)
            elif inner.co_flags & OPTIMISED:
                self.functions.add(key)
                self.walk(inner, key)
            else:
                self.walk(inner, owner)
