import torvik

torvik.turn()

import gablet

gablet.run()
