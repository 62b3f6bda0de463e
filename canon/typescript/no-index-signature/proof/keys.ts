const prices = { apple: 2, pear: 3 };
Object.keys(prices).forEach((name) => console.log(name, prices[name]));
