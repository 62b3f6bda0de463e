if (total([1, 2]).toFixed(1) !== '3.0') throw new Error('wrong total');
function total(prices: number[]) {
  if (prices.length === 0) {
    return 0;
  return prices.reduce((sum, price) => sum + price);
}
