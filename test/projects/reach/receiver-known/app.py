from gablet import Box, open_box


def ship(box: Box):
    box.seal()


box = Box()
box.open()
ship(box)
open_box().weigh()
