import runpy

runpy.run_module("gablet.tool", run_name="__main__")
