const byPrice = (a, b) => a - b;
export const cheapest = [3, 1, 2].sort(byPrice)[0];
