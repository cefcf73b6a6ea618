from gablet import best

best().draw()
