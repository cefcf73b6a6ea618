from gablet import counts

print(counts.count('a b'))
