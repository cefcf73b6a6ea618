from gablet.boxes import Crate

Crate().open()
