from gablet import (
    str_subclass,
    userdict,
    namedtuple,
    operators_all,
    match_sequence,
)

str_subclass.main()
userdict.main()
namedtuple.main()
operators_all.main()
match_sequence.main()
