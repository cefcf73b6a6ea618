from gablet import counter, later

count = counter()
count()
later()()
