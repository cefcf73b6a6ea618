import gablet
import torvik

gablet.ring()
torvik.turn()
