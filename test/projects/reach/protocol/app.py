import copy
import pickle

from gablet import Box, Note

box = Box()
copy.deepcopy(box)
pickle.loads(pickle.dumps(Note()))
print(sorted([box, Box()]), repr(box), hash(box))
del box
