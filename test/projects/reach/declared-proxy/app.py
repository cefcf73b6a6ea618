import ledger

ledger.open_book(ledger.Book())
ledger.close_book()
ledger.checker.twice(3)
