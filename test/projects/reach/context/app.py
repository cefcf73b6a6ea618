from gablet import (
    exitstack,
    exitstack_self,
    cm_generator,
    cm_decorator,
    cm_abstract,
    closing,
    suppress_redirect,
    contextvar,
    contextlib_misc,
)

exitstack.main()
exitstack_self.main()
cm_generator.main()
cm_decorator.main()
cm_abstract.main()
closing.main()
suppress_redirect.main()
contextvar.main()
contextlib_misc.main()
