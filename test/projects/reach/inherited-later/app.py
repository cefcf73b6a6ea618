from kiln import Fast

Fast().run()
