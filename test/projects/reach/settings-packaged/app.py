import gablet
import torvik

print(gablet.theme(torvik))
