const total = 1;
for (const price of [1, 2]) {
  const total = total + price;
  console.log(total);
}
