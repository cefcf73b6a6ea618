from gablet import Box

print(Box().run())
