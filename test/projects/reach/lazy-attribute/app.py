from gablet import Widget, installed_beside

print(Widget, installed_beside())
