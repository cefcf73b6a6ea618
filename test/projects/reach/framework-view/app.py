from gablet import Guard
from plinth import App

app = App(middleware=[Guard])


@app.route("/")
def index(request):
    return "index"


app.handle("/")
