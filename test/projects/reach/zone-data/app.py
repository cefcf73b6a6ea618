import zoneinfo

zoneinfo.reset_tzpath(to=[])
try:
    zoneinfo.ZoneInfo("Somewhere")
except zoneinfo.ZoneInfoNotFoundError as error:
    print(error)
