from gablet import conf

print(conf.get("VIEW_NAME_FUNCTION")())
