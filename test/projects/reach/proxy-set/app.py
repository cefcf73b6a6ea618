from gablet import session

session.permanent = True
