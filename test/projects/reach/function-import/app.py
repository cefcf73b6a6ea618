from gablet import core


def export():
    import gablet.writer

    return gablet.writer


export()
core.start()
