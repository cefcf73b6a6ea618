from gablet import Widget

print(Widget)
