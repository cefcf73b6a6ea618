import threading
import urllib.request
from http.server import HTTPServer

from gablet import Site, Walker

server = HTTPServer(("127.0.0.1", 0), Site)
threading.Thread(target=server.handle_request).start()
urllib.request.urlopen(f"http://127.0.0.1:{server.server_port}/").read()
server.server_close()
Walker().feed("<p>")
