from gablet import (
    made_cls,
    made_getattr,
    made_new,
    made_factory_attr,
    made_string,
    made_except,
    made_metaclass_reg,
    made_super,
    made_by_path,
)

made_cls.main()
made_getattr.main()
made_new.main()
made_factory_attr.main()
made_string.main()
made_except.main()
made_metaclass_reg.main()
made_super.main()
made_by_path.main()
