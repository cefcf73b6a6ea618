import paint

brush = paint.Oil().tool("broad")
brush.stroke()
brush.grip().hold()
