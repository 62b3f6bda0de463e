const total = 0;
for (const price of [1, 2]) {
  total += price;
}
if (total !== 3) throw new Error(`the sum is ${total}`);
