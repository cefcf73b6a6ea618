import gablet
import torvik
