from gablet import Report

Report().write()
