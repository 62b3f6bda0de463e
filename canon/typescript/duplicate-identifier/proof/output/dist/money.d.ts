type Money = number;
