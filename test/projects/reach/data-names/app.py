from draw import part

print(part("ring"))
