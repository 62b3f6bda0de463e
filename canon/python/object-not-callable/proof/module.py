import datetime

assert datetime(2026, 11, 27).year == 2026
