import gablet.views
