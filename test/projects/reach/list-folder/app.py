import gablet.codecs
import gablet.filters
