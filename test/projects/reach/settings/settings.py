APPS = ["gablet", "torvik.blog"]
ROUTES = "routes"
MIDDLEWARE = ["gablet.guard.Guard"]
STORE = {"ENGINE": "torvik.engines.memory"}
