import torvik

application = torvik.application
