from gablet import (
    nonlocal_stmt,
    global_stmt,
    closures_loop,
    generator_send,
    generator_callback_send,
    yield_from,
    gen_delegating_tree,
    star_args,
    kwargs_dispatch,
    partial_methods,
)

nonlocal_stmt.main()
global_stmt.main()
closures_loop.main()
generator_send.main()
generator_callback_send.main()
yield_from.main()
gen_delegating_tree.main()
star_args.main()
kwargs_dispatch.main()
partial_methods.main()
