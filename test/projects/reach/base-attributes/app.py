from gablet import Phone

Phone().clean("1")
