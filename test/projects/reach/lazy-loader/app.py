import gablet
import gablet.delta

print(gablet.alpha, gablet.Beta, gablet.delta.Delta)
