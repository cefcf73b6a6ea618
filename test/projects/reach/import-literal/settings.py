PACKAGE = "gablet"
ENGINE = PACKAGE + ".engine"
