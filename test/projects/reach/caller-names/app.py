import torvik

torvik.parser.parse("sum")
