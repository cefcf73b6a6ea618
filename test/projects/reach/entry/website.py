import gablet.pages
