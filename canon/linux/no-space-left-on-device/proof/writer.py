"""A program that writes its log until there is no room, and stays."""
import time

log = open("log", "wb", buffering=0)
try:
    while log.write(bytes(65536)) == 65536:
        pass
except OSError:
    pass
open("/tmp/full", "w").close()
time.sleep(1000)
