import gablet

element = gablet.builder()()
element.clear()
