class Shop {
  items = ['apple', 'pear'];
  list() {
    return this.items.join();
  }
}
const shop = new Shop();
let text;
const run = (task) => {
  text = task();
};
run(shop.list);
console.log(text.toUpperCase());
