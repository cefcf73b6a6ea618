import pickle

import gablet

print(gablet.show(pickle.loads(pickle.dumps(gablet.Part()))))
