from gablet import Button, apply, clean, hooks, log, undo

apply(clean, "x")
button = Button(on_click=log)
button.click()
hooks.append(undo)
Button().run_hooks()
