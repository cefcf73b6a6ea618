from gablet import (
    monkeypatch,
    monkeypatch_stdlib,
    types_new_class,
    class_decorator_other,
    functools_wraps_attr,
    getattr_super,
    getattr_delegate,
)

monkeypatch.main()
monkeypatch_stdlib.main()
types_new_class.main()
class_decorator_other.main()
functools_wraps_attr.main()
getattr_super.main()
getattr_delegate.main()
