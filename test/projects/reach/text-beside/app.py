import gablet
import registry

registry.make("red").paint()
