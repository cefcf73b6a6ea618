from plugs.titler import run

run()
