export const user: Customer = { name: "Ann" };
