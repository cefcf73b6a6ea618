import gablet

exec("from gablet import hidden")
gablet.star("gablet.more")
