from gablet import Config


def includeme(config):
    config.include("plume")
    config.name("quill")


includeme(Config())
