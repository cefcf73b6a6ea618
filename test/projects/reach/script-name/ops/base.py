HOST = "index.example"
