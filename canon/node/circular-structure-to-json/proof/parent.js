class Item {
  constructor(name, parent) {
    this.name = name;
    this.parent = parent;
  }
}
const value = { name: 'shop', items: [] };
value.items.push(new Item('apple', value));
console.log(JSON.stringify(value));
