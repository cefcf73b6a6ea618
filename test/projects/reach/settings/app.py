import plinth
import settings

plinth.start(settings)
