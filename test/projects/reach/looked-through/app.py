from gablet import (
    getmembers_instance,
    getmembers_predicate,
    getmembers_class,
    dir_getattr_comp,
    vars_class,
    class_dict_lookup,
    mro_walk,
    mro_call,
    getattr_table,
    format_names,
    suffix_names,
)

getmembers_instance.main()
getmembers_predicate.main()
getmembers_class.main()
dir_getattr_comp.main()
vars_class.main()
class_dict_lookup.main()
mro_walk.main()
mro_call.main()
getattr_table.main()
format_names.main()
suffix_names.main()
