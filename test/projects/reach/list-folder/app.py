import gablet.codecs
