import io

import gablet

writer = gablet.DictWriter(io.StringIO(), ["stock"])
writer.writeheader()
gablet.Pickler(io.BytesIO()).dump(gablet.Coin())
