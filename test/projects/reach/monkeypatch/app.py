import gablet
import torvik

gablet.send = torvik.send_slowly
gablet.Box.open = torvik.open_loudly
setattr(gablet, "receive", torvik.receive_slowly)
gablet.work()
