import gablet
import gablet.shapes

gablet.build("circle")
gablet.each_subclass()
gablet.fire("start")


@gablet.on("start")
def started():
    return gablet.answer()


gablet.fire("start")
