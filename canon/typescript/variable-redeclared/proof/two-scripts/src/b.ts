const limit = 20;
