const limit = 10;
