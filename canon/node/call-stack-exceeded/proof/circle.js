const shop = { name: 'corner' };
shop.items = [{ name: 'apple', shop }];
function names(value) {
  return Object.values(value).flatMap((part) => (typeof part === 'object' ? names(part) : [part]));
}
console.log(names(shop).join());
