import gablet
import torvik.spare
