export const price: Money = 1;
