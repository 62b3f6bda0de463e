import os

folder = "C:\data\"
assert folder.startswith("C:")
