from gablet import _core

record = _core.load(b"{}")
print(record.describe())
