const prices = { apple: 2, pear: 3 };
export const price = (name: string) => {
  return prices[name];
};
