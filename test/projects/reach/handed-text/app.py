import reel
import spindle

reel.start()
spindle.load("tape")
